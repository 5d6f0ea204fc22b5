package dev.incant.tools.data.validation;

import org.jspecify.annotations.Nullable;

/// Where a value stands in the whole: a member's name or an item's index below its parent.
///
/// @param step a `String` or an `Integer`
record Place(@Nullable Place parent, Object step) {
    static final Place ROOT = new Place(null, "");

    Place member(String name) {
        return new Place(this, name);
    }

    Place item(int index) {
        return new Place(this, index);
    }

    /// The place as people write it: `users[0].name`; empty for the whole.
    String field() {
        if (parent == null) {
            return "";
        }
        String before = parent.field();
        return step instanceof Integer ? before + "[" + step + "]" : before.isEmpty() ? "" + step : before + "." + step;
    }

    /// The place as a JSON Pointer (RFC 6901), which no name makes ambiguous.
    String pointer() {
        return parent == null
                ? ""
                : parent.pointer() + "/" + step.toString().replace("~", "~0").replace("/", "~1");
    }
}
