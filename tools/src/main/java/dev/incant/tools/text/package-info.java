/// Tools for text and identity: encodings, hashes, identifiers, templates, transformations.
@NullMarked
package dev.incant.tools.text;

import org.jspecify.annotations.NullMarked;
