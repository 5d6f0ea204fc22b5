package dev.incant.tools.data.jq;

import org.jspecify.annotations.Nullable;

/// Where a value stands in the input, as a chain of keys from the innermost to the root.
///
/// @param parent null for the root
/// @param key a string, a number or a slice (`{start, end}`)
record Path(@Nullable Path parent, @Nullable Object key) {
    static final Path ROOT = new Path(null, null);

    /// The place of a value that was computed and stands nowhere.
    static final Path NONE = new Path(null, null);

    /// The place of `key` within this one; `value` is what stands here, for the error.
    Path child(@Nullable Object key, @Nullable Object value) {
        if (this == NONE) {
            throw new JqError("Invalid path expression with result " + Text.shortened(value));
        }
        return new Path(this, key);
    }

    /// The place, or the place of something computed when places are asked for.
    static @Nullable Path computed(@Nullable Path path) {
        return path == null ? null : NONE;
    }

    /// The keys from the root on.
    JqList keys(@Nullable Object value) {
        if (this == NONE) {
            throw new JqError("Invalid path expression with result " + Text.shortened(value));
        }
        int length = 0;
        for (Path at = this; at.parent != null; at = at.parent) {
            length++;
        }
        @Nullable Object[] keys = new Object[length];
        for (Path at = this; at.parent != null; at = at.parent) {
            keys[--length] = at.key;
        }
        return JqList.of(keys);
    }
}
