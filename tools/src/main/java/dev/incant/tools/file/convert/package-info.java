/// Text files rewritten as streams. [dev.incant.tools.file.convert.TextPipe] decodes, changes and encodes.
@NullMarked
package dev.incant.tools.file.convert;

import org.jspecify.annotations.NullMarked;
