/// The work of [dev.incant.tools.document.VideoProcessor]. Read [dev.incant.tools.document.video.Film]
/// first: it is what a file is found to hold. A reader for each container finds it; pictures are made by
/// ffmpeg.
@NullMarked
package dev.incant.tools.document.video;

import org.jspecify.annotations.NullMarked;
