package dev.incant.tools.web.url;

/// Which characters of different writing directions may stand in one label (RFC 5893, section 2).
final class DirectionRule {
    private DirectionRule() {}

    /// Checks a label of a domain that has a right-to-left label anywhere.
    static void check(String label) {
        int[] all = label.codePoints().toArray();
        byte first = Character.getDirectionality(all[0]);
        boolean right = first == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                || first == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
        boolean fine = right || first == Character.DIRECTIONALITY_LEFT_TO_RIGHT;
        boolean european = false;
        boolean arabic = false;
        byte last = first;
        for (int c : all) {
            byte direction = Character.getDirectionality(c);
            european |= direction == Character.DIRECTIONALITY_EUROPEAN_NUMBER;
            arabic |= direction == Character.DIRECTIONALITY_ARABIC_NUMBER;
            fine &= neutral(direction)
                    || (right ? UrlHost.rightToLeft(direction) : direction == Character.DIRECTIONALITY_LEFT_TO_RIGHT);
            last = direction == Character.DIRECTIONALITY_NONSPACING_MARK ? last : direction;
        }
        boolean number = last == Character.DIRECTIONALITY_EUROPEAN_NUMBER;
        boolean ends = number || (right ? UrlHost.rightToLeft(last) : last == Character.DIRECTIONALITY_LEFT_TO_RIGHT);
        if (!fine || !ends || right && european && arabic) {
            throw new UrlFailure("the part '" + label + "' of the host mixes writing directions");
        }
    }

    private static boolean neutral(byte direction) {
        return switch (direction) {
            case Character.DIRECTIONALITY_EUROPEAN_NUMBER,
                    Character.DIRECTIONALITY_EUROPEAN_NUMBER_SEPARATOR,
                    Character.DIRECTIONALITY_EUROPEAN_NUMBER_TERMINATOR,
                    Character.DIRECTIONALITY_COMMON_NUMBER_SEPARATOR,
                    Character.DIRECTIONALITY_OTHER_NEUTRALS,
                    Character.DIRECTIONALITY_BOUNDARY_NEUTRAL,
                    Character.DIRECTIONALITY_NONSPACING_MARK -> true;
            default -> false;
        };
    }
}
