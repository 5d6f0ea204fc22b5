package dev.incant.tools.data.jq;

import java.util.ArrayList;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// A list that a query made, with its [weight][Meter#weight] kept up to date while it is built. Changed only by the
/// one who builds it.
final class JqList extends ArrayList<@Nullable Object> {
    private static final long serialVersionUID = 1L;

    private long weight = 48;

    JqList() {}

    JqList(Collection<?> items, Meter meter) {
        super(items.size());
        addAll(items, meter);
    }

    static JqList of(@Nullable Object... items) {
        JqList list = new JqList();
        for (Object item : items) {
            list.add(item);
        }
        return list;
    }

    long weight() {
        return weight;
    }

    @Override
    public boolean add(@Nullable Object item) {
        weight += 8 + Meter.weight(item);
        return super.add(item);
    }

    @Override
    public boolean addAll(Collection<?> items) {
        for (Object item : items) {
            add(item);
        }
        return !items.isEmpty();
    }

    /// Adds many, each of which is a step of the query.
    void addAll(Collection<?> items, Meter meter) {
        for (Object item : items) {
            meter.tick();
            add(item);
        }
    }

    @Override
    public @Nullable Object set(int index, @Nullable Object item) {
        Object old = super.set(index, item);
        weight += Meter.weight(item) - Meter.weight(old);
        return old;
    }
}
