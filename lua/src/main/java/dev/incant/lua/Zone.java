package dev.incant.lua;

/// The rules of a time zone.
class Zone {
    static final Zone UTC = new Zone("UTC");

    /// What `%Z` shows for a date in universal time (`!`).
    static final Zone GMT = new Zone("GMT");

    /// What daylight saving time is taken to be where there is none, as glibc does.
    static final int HOUR = 3600;

    private final String name;

    Zone(String name) {
        this.name = name;
    }

    /// The rules of a zone by its id. Universal time needs no class of `java.time`.
    static Zone of(String id) {
        return switch (id) {
            case "UTC", "Z", "Etc/UTC", "UCT", "Etc/UCT", "Zulu", "Etc/Zulu", "Universal", "Etc/Universal" -> UTC;
            case "GMT", "Etc/GMT", "Greenwich", "Etc/Greenwich" -> GMT;
            default -> RuledZone.of(id);
        };
    }

    /// Seconds east of Greenwich at a time.
    int offsetAt(long epochSecond) {
        return 0;
    }

    boolean isDaylightAt(long epochSecond) {
        return false;
    }

    /// The abbreviation in force at a time.
    String nameAt(long epochSecond) {
        return name;
    }

    /// The time at which local clocks show `localSecond` (seconds from 1970-01-01 00:00 of the local clock).
    ///
    /// @param daylight as C's `tm_isdst`: whether these clocks show daylight saving time, -1 for unknown
    long toEpochSecond(long localSecond, int daylight) {
        return daylight > 0 ? localSecond - HOUR : localSecond;
    }
}
