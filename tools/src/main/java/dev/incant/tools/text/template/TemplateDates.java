package dev.incant.tools.text.template;

import dev.incant.tools.text.Strftime;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/// The `date` filter: seconds since 1970, or ISO text, by a `strftime` format.
final class TemplateDates {
    private TemplateDates() {}

    static String format(@Nullable Object value, JinjaArgs args) {
        try {
            ZonedDateTime time = time(value, args);
            String zone = args.text(-1, "", "timezone");
            ZonedDateTime shown = zone.isEmpty() ? time : time.withZoneSameInstant(ZoneId.of(zone));
            String text = Strftime.format(shown, args.text(0, "%Y-%m-%d", "format"));
            args.budget().make(2L * text.length());
            return text;
        } catch (DateTimeException | IllegalArgumentException e) {
            throw args.failed(String.valueOf(e.getMessage()));
        }
    }

    private static ZonedDateTime time(@Nullable Object value, JinjaArgs args) {
        if (value instanceof Number seconds) {
            return Instant.ofEpochSecond(seconds.longValue()).atZone(ZoneOffset.UTC);
        }
        String text = args.scope().text(value);
        if (text.length() == 10) {
            return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC);
        }
        String iso = text.replace(' ', 'T');
        boolean zoned = iso.endsWith("Z") || iso.lastIndexOf('+') > 10 || iso.lastIndexOf('-') > 10;
        return zoned
                ? OffsetDateTime.parse(iso).toZonedDateTime()
                : LocalDateTime.parse(iso).atZone(ZoneOffset.UTC);
    }
}
