/// Pages for people, made from specs and never typed. Read [ToolPage]. May use `tool` and `value`.
@NullMarked
package dev.incant.kernel.docs;

import org.jspecify.annotations.NullMarked;
