package dev.incant.lua;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;

/// A zone of the time zone database.
final class RuledZone extends Zone {
    /// Years repeat after 400, which are whole weeks: times beyond year 9999 are read as ones before it.
    private static final long CYCLE = 146_097 * 86_400L;

    private static final long FAR = 253_402_300_800L;

    /// How far glibc looks for the other kind of time: 8.5 years.
    private static final long NEAR = 268_828_200;

    private final ZoneRules rules;
    private final String id;

    private RuledZone(ZoneId zone) {
        super(zone.getId());
        this.rules = zone.getRules();
        this.id = zone.getId();
    }

    /// Returns universal time for an unknown zone, as C does.
    static Zone of(String id) {
        try {
            return new RuledZone(ZoneId.of(id, ZoneId.SHORT_IDS));
        } catch (DateTimeException _) {
            return UTC;
        }
    }

    private static long near(long second) {
        return second < FAR ? Math.max(second, -FAR) : FAR - CYCLE + (second - FAR) % CYCLE;
    }

    private static Instant instant(long epochSecond) {
        return Instant.ofEpochSecond(near(epochSecond));
    }

    @Override
    int offsetAt(long epochSecond) {
        return rules.getOffset(instant(epochSecond)).getTotalSeconds();
    }

    @Override
    boolean isDaylightAt(long epochSecond) {
        return rules.isDaylightSavings(instant(epochSecond));
    }

    @Override
    String nameAt(long epochSecond) {
        String name =
                TimeZone.getTimeZone(id).getDisplayName(isDaylightAt(epochSecond), TimeZone.SHORT, Locale.ENGLISH);
        return name.startsWith("GMT") && name.length() > 3 ? number(offsetAt(epochSecond)) : name;
    }

    /// Zones without an abbreviation have their offset for one.
    private static String number(int offset) {
        int minutes = Math.abs(offset) / 60;
        String hours = (offset < 0 ? "-" : "+") + (minutes < 600 ? "0" : "") + minutes / 60;
        return minutes % 60 == 0 ? hours : hours + (minutes % 60 < 10 ? "0" : "") + minutes % 60;
    }

    @Override
    long toEpochSecond(long localSecond, int daylight) {
        long second = localSecond - localOffset(localSecond);
        if (daylight < 0 || isDaylightAt(second) == (daylight > 0)) {
            return second;
        }
        // The clock is said to show the other kind of time: read it by the offset of that kind that was in force
        // nearest to then.
        Instant at = instant(second);
        ZoneOffsetTransition before = rules.previousTransition(at);
        while (before != null && isNear(before, at) && isDaylightBefore(before) != daylight > 0) {
            before = rules.previousTransition(before.getInstant());
        }
        ZoneOffsetTransition after = rules.nextTransition(at);
        while (after != null && isNear(after, at) && isDaylightAt(after.toEpochSecond()) != daylight > 0) {
            after = rules.nextTransition(after.getInstant());
        }
        boolean hasBefore = before != null && isNear(before, at);
        boolean hasAfter = after != null && isNear(after, at);
        if (hasBefore
                && (!hasAfter
                        || at.getEpochSecond() - before.toEpochSecond()
                                <= after.toEpochSecond() - at.getEpochSecond())) {
            return localSecond - before.getOffsetBefore().getTotalSeconds();
        }
        if (hasAfter) {
            return localSecond - after.getOffsetAfter().getTotalSeconds();
        }
        return daylight > 0 ? second - HOUR : second + HOUR;
    }

    private boolean isDaylightBefore(ZoneOffsetTransition transition) {
        return isDaylightAt(transition.toEpochSecond() - 1);
    }

    private static boolean isNear(ZoneOffsetTransition transition, Instant at) {
        return Math.abs(transition.toEpochSecond() - at.getEpochSecond()) < NEAR;
    }

    /// In a gap the offset before it, in an overlap the one of the first pass.
    private long localOffset(long localSecond) {
        LocalDateTime local = LocalDateTime.ofEpochSecond(near(localSecond), 0, ZoneOffset.UTC);
        List<ZoneOffset> valid = rules.getValidOffsets(local);
        if (!valid.isEmpty()) {
            return valid.get(0).getTotalSeconds();
        }
        return rules.getTransition(local).getOffsetBefore().getTotalSeconds();
    }
}
