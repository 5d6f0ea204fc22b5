/// The work of [dev.incant.tools.document.AudioProcessor]. Read [dev.incant.tools.document.audio.Sound] first: it is
/// what a file is found to hold. A reader for each format, then [dev.incant.tools.document.audio.PcmReader] and
/// [dev.incant.tools.document.audio.PcmWriter] for sound that is not compressed.
@NullMarked
package dev.incant.tools.document.audio;

import org.jspecify.annotations.NullMarked;
