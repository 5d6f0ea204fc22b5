package dev.incant.mcp.client;

import dev.incant.kernel.capability.Progress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Turns a server's reports, in numbers of any kind, into ours, in whole ones.
final class ProgressReports {
    private static final long PARTS = 100;

    private ProgressReports() {}

    static void pass(Map<String, @Nullable Object> report, Progress progress) {
        if (!(report.get("progress") instanceof Number done)) {
            return;
        }
        String text = report.get("message") instanceof String message ? message : null;
        if (!(report.get("total") instanceof Number total) || total.doubleValue() <= 0) {
            progress.report(done.longValue(), -1, text);
        } else if (total.doubleValue() > 1 && whole(done) && whole(total)) {
            progress.report(done.longValue(), total.longValue(), text);
        } else {
            progress.report((long) (PARTS * done.doubleValue() / total.doubleValue()), PARTS, text);
        }
    }

    private static boolean whole(Number number) {
        return number.doubleValue() == Math.rint(number.doubleValue());
    }
}
