/// The light tools, grouped by package: `text`, `math`, `time`, `data`, `file`, `net`, `system`, `web`. [Tools] lists
/// them. A tool is one file in the shape of `text.Base64Encoder`; it reaches the outside only through its context,
/// which a test checks. May use the kernel's contract and small libraries.
@NullMarked
package dev.incant.tools;

import org.jspecify.annotations.NullMarked;
