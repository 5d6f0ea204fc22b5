package dev.incant.tools.data.validation;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Values in a form in which `equals` means what JSON means: 1 and 1.0 are the same, the order of members is nothing.
final class Canonical {
    private Canonical() {}

    static @Nullable Object of(@Nullable Object value) {
        if (value instanceof Number) {
            BigDecimal number = number(value);
            return number == null ? value : number.stripTrailingZeros();
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>(list.size());
            list.forEach(item -> copy.add(of(item)));
            return copy;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> copy = new HashMap<>();
            map.forEach((name, item) -> copy.put((String) name, of(item)));
            return copy;
        }
        return value;
    }

    /// The exact number, or null for what is none, or is not finite.
    static @Nullable BigDecimal number(@Nullable Object value) {
        if (value instanceof Long whole) {
            return BigDecimal.valueOf(whole);
        }
        return value instanceof Double real && Double.isFinite(real) ? BigDecimal.valueOf(real) : null;
    }
}
