package dev.incant.kernel;

import dev.incant.kernel.capability.GrantDesk;
import dev.incant.kernel.capability.Grants;
import dev.incant.kernel.capability.Limits;
import dev.incant.kernel.event.EventBus;
import dev.incant.kernel.registry.ComponentRegistry;
import dev.incant.kernel.state.StateStore;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What one session may do.
///
/// @param directory absolute; where relative paths start
/// @param tools the tools there are for it; null for all of the kernel's
/// @param apart what it has for itself; null when it shares the kernel's state and events with others
/// @param observer hears of its calls; null for nobody
/// @param desk decides about grants that it lacks; null when nothing is granted later
public record SessionOptions(
        Grants grants,
        Limits limits,
        Path directory,
        @Nullable ComponentRegistry tools,
        @Nullable Apart apart,
        @Nullable CallObserver observer,
        @Nullable GrantDesk desk) {
    /// State and events of one client that no other client sees. In a store of its own the scope `session` is named
    /// `session:` and the session's name. Whoever made the store closes it.
    public record Apart(StateStore state, EventBus events) {}

    public SessionOptions {
        if (!directory.isAbsolute()) {
            throw new IllegalArgumentException("not absolute: " + directory);
        }
    }

    /// All tools, the kernel's state and events, nobody who hears of calls.
    public SessionOptions(Grants grants, Limits limits, Path directory) {
        this(grants, limits, directory, null, null, null, null);
    }

    /// Nothing granted, generous limits, this process's folder.
    public static SessionOptions standard() {
        return new SessionOptions(Grants.NONE, Limits.GENEROUS, Path.of("").toAbsolutePath());
    }

    public SessionOptions granting(Grants value) {
        return new SessionOptions(value, limits, directory, tools, apart, observer, desk);
    }

    public SessionOptions within(Limits value) {
        return new SessionOptions(grants, value, directory, tools, apart, observer, desk);
    }

    public SessionOptions in(Path folder) {
        return new SessionOptions(grants, limits, folder, tools, apart, observer, desk);
    }

    /// With these tools only. Tools that use others for their work still can.
    public SessionOptions seeing(ComponentRegistry value) {
        return new SessionOptions(grants, limits, directory, value, apart, observer, desk);
    }

    /// With state and events of its own. What happens to its calls is told to the kernel's events too.
    public SessionOptions apart(StateStore state) {
        return new SessionOptions(grants, limits, directory, tools, new Apart(state, new EventBus()), observer, desk);
    }

    public SessionOptions observedBy(CallObserver value) {
        return new SessionOptions(grants, limits, directory, tools, apart, value, desk);
    }

    /// With somebody to ask for grants that are missing.
    public SessionOptions asking(GrantDesk value) {
        return new SessionOptions(grants, limits, directory, tools, apart, observer, value);
    }

    /// The grants that hold now.
    Grants inForce() {
        return desk == null ? grants : desk.grants();
    }

    ComponentRegistry registry(Kernel kernel) {
        return tools == null ? kernel.registry() : tools;
    }

    ToolAnswers answers(Kernel kernel) {
        return tools == null ? kernel.answers() : new ToolAnswers(tools);
    }

    StateStore state(Kernel kernel) {
        return apart == null ? kernel.state() : apart.state();
    }

    EventBus events(Kernel kernel) {
        return apart == null ? kernel.events() : apart.events();
    }
}
