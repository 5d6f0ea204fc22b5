package dev.incant.cli;

/// The version of this build. A test compares it with the pom; a constant costs nothing at start.
final class Version {
    static final String CURRENT = "0.1.0-SNAPSHOT";

    private Version() {}
}
