package dev.incant.tools.data.convert;

import dev.incant.kernel.tool.ToolContext;

/// How a conversion is done.
///
/// @param infer whether formats without types have numbers, true, false and null, told from their look
/// @param root the XML element around a value that has no single root of its own
/// @param delimiter between the fields of CSV
/// @param indent spaces for each level where a format has them; 0 for none
/// @param losses takes what cannot be kept
record Settings(boolean infer, String root, char delimiter, int indent, Losses losses, ToolContext context) {
    Settings with(Losses other) {
        return new Settings(infer, root, delimiter, indent, other, context);
    }
}
