/// Tools for files and folders.
@NullMarked
package dev.incant.tools.file;

import org.jspecify.annotations.NullMarked;
