package dev.incant.kernel.tool;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How another system describes an operation that it does for us: in its own words, and by JSON Schemas that are shown
/// as they are wherever a JSON Schema is shown. The operation's own parameters say the same as far as [Schema] can, and
/// never refuse more.
///
/// @param description all that it says, of which the operation's summary is the beginning
/// @param input of the arguments
/// @param output of the result; null when the other system does not say
/// @param open whether arguments of other names than the operation's parameters are taken too, with any values
public record ForeignDefinition(
        String description,
        Map<String, @Nullable Object> input,
        @Nullable Map<String, @Nullable Object> output,
        boolean open) {}
