package dev.incant.kernel.tool;

/// What a tool is about; the categories of the reference system, and one for other people's tools.
public enum Category {
    ANALYSIS("analysis"),
    API("api"),
    DATA("data"),
    FILESYSTEM("filesystem"),
    INTEGRATION("integration"),
    MEDIA("media"),
    SYSTEM("system"),
    UTILITY("utility"),
    WEB("web");

    private final String word;

    Category(String word) {
        this.word = word;
    }

    /// The word in filters and results.
    public String word() {
        return word;
    }
}
