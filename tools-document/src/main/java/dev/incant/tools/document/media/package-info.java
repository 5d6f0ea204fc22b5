/// What the tools for sound and video share: [dev.incant.tools.document.media.Source] reads a file at any place within
/// bounds, [dev.incant.tools.document.media.Ffmpeg] runs the program where it is granted.
@NullMarked
package dev.incant.tools.document.media;

import org.jspecify.annotations.NullMarked;
