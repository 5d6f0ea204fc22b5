package dev.incant.tools.document.image;

import com.drew.imaging.tiff.TiffProcessingException;
import com.drew.imaging.tiff.TiffReader;
import com.drew.lang.ByteArrayReader;
import com.drew.lang.GeoLocation;
import com.drew.lang.RandomAccessReader;
import com.drew.metadata.Directory;
import com.drew.metadata.Metadata;
import com.drew.metadata.MetadataException;
import com.drew.metadata.Tag;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifThumbnailDirectory;
import com.drew.metadata.exif.ExifTiffHandler;
import com.drew.metadata.exif.GpsDirectory;
import dev.incant.kernel.value.Values;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The EXIF block of an image (CIPA DC-008), wherever the format keeps it. A damaged one counts as far as it can be
/// read. XMP, which is XML, is not looked at.
final class Exif {
    private static final int XMP = 0x02bc;
    private static final int MOST_TAGS = 1000;
    private static final int LONGEST = 1000;

    private final Metadata metadata;

    private Exif(Metadata metadata) {
        this.metadata = metadata;
    }

    static Exif of(ImageFile file) {
        byte[] block = block(file);
        Metadata metadata = new Metadata();
        if (block != null) {
            try {
                new TiffReader().processTiff(new ByteArrayReader(block), new Handler(metadata), 0);
            } catch (TiffProcessingException | IOException | RuntimeException e) {
                // What was read up to here stays.
            }
        }
        return new Exif(metadata);
    }

    private static byte @Nullable [] block(ImageFile file) {
        return switch (file.format()) {
            case JPEG -> jpeg(file.bytes());
            case PNG -> chunk(file.bytes(), 8, ByteOrder.BIG_ENDIAN, "eXIf");
            case WEBP -> chunk(file.bytes(), 12, ByteOrder.LITTLE_ENDIAN, "EXIF");
            case TIFF -> file.bytes();
            case GIF, BMP -> null;
        };
    }

    /// Segment APP1 that starts with `Exif`.
    private static byte @Nullable [] jpeg(byte[] bytes) {
        int at = 2;
        while (at + 4 <= bytes.length && (bytes[at] & 0xff) == 0xff) {
            int marker = bytes[at + 1] & 0xff;
            int length = (bytes[at + 2] & 0xff) << 8 | bytes[at + 3] & 0xff;
            int end = Math.min(bytes.length, at + 2 + length);
            if (marker == 0xda || length < 2) {
                return null;
            }
            int start = at + 10;
            if (marker == 0xe1
                    && end > start
                    && new String(bytes, at + 4, 6, StandardCharsets.ISO_8859_1).equals("Exif\0\0")) {
                return Arrays.copyOfRange(bytes, start, end);
            }
            at = end;
        }
        return null;
    }

    /// A chunk of PNG (length, name, data, checksum) or RIFF (name, length, data, even).
    private static byte @Nullable [] chunk(byte[] bytes, int from, ByteOrder order, String name) {
        boolean png = order == ByteOrder.BIG_ENDIAN;
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(order);
        long at = from;
        while (at + 8 <= bytes.length) {
            long length = Integer.toUnsignedLong(buffer.getInt((int) at + (png ? 0 : 4)));
            String found = new String(bytes, (int) at + (png ? 4 : 0), 4, StandardCharsets.ISO_8859_1);
            long end = at + 8 + length;
            if (found.equals(name)) {
                int start = (int) at + 8;
                byte[] data = Arrays.copyOfRange(bytes, start, (int) Math.min(bytes.length, end));
                // Some writers of WebP put JPEG's header before it.
                return new String(data, StandardCharsets.ISO_8859_1).startsWith("Exif\0\0")
                        ? Arrays.copyOfRange(data, 6, data.length)
                        : data;
            }
            at = end + (png ? 4 : length & 1);
        }
        return null;
    }

    /// 1 to 8 as EXIF counts them; 1 when it is not said.
    int orientation() {
        Directory directory = metadata.getFirstDirectoryOfType(ExifIFD0Directory.class);
        try {
            int value = directory == null || !directory.containsTag(ExifIFD0Directory.TAG_ORIENTATION)
                    ? 1
                    : directory.getInt(ExifIFD0Directory.TAG_ORIENTATION);
            return value >= 1 && value <= 8 ? value : 1;
        } catch (MetadataException e) {
            return 1;
        }
    }

    /// All tags that have a name, but those of the place, by their names.
    Map<String, @Nullable Object> tags() {
        Map<String, @Nullable Object> tags = new LinkedHashMap<>();
        for (Directory directory : metadata.getDirectories()) {
            if (directory instanceof GpsDirectory || directory instanceof ExifThumbnailDirectory) {
                continue;
            }
            for (Tag tag : directory.getTags()) {
                String text = tag.getDescription();
                if (tag.hasTagName() && tag.getTagType() != XMP && text != null && tags.size() < MOST_TAGS) {
                    tags.putIfAbsent(
                            tag.getTagName(), text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…");
                }
            }
        }
        return tags;
    }

    /// Where it was taken, in degrees; null when it is not said.
    @Nullable Map<String, @Nullable Object> place() {
        GpsDirectory directory = metadata.getFirstDirectoryOfType(GpsDirectory.class);
        GeoLocation place = directory == null ? null : directory.getGeoLocation();
        return place == null ? null : Values.map("latitude", place.getLatitude(), "longitude", place.getLongitude());
    }

    private static final class Handler extends ExifTiffHandler {
        @SuppressWarnings("NullAway") // no directory above it
        Handler(Metadata metadata) {
            super(metadata, null, 0);
        }

        @Override
        public boolean customProcessTag(
                int tagOffset,
                Set<Integer> processedIfdOffsets,
                int tiffHeaderOffset,
                RandomAccessReader reader,
                int tagId,
                int byteCount)
                throws IOException {
            return tagId == XMP
                    || super.customProcessTag(
                            tagOffset, processedIfdOffsets, tiffHeaderOffset, reader, tagId, byteCount);
        }
    }
}
