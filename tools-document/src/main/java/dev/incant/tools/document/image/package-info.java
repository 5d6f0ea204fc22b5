/// The work of [dev.incant.tools.document.ImageProcessor]. Read [dev.incant.tools.document.image.ImageFile] first: it
/// finds out what an image is and decodes it. Holds all that loads image libraries.
@NullMarked
package dev.incant.tools.document.image;

import org.jspecify.annotations.NullMarked;
