package dev.incant.script;

import dev.incant.kernel.capability.FileInfo;
import dev.incant.kernel.capability.Files;
import dev.incant.kernel.capability.Permission;
import dev.incant.kernel.error.ToolException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/// The files of one folder, which may be read and nothing else; links are followed before the check, as a session
/// does.
final class FolderFiles implements Files {
    private final Path folder;

    FolderFiles(Path folder) {
        this.folder = folder;
    }

    @Override
    public byte[] read(String path) {
        try {
            Path real = folder.resolve(path).toRealPath();
            if (!real.startsWith(folder.toRealPath())) {
                throw ToolException.denied(path + ": reading it needs --allow-read=" + path);
            }
            return java.nio.file.Files.readAllBytes(real);
        } catch (NoSuchFileException e) {
            throw ToolException.notFound(path + ": no such file");
        } catch (IOException e) {
            throw ToolException.failed(path + ": " + e.getMessage());
        }
    }

    @Override
    public String readText(String path) {
        return new String(read(path), java.nio.charset.StandardCharsets.UTF_8);
    }

    private static UnsupportedOperationException unused() {
        return new UnsupportedOperationException("scripts have no use for it");
    }

    @Override
    public InputStream open(String path) {
        throw unused();
    }

    @Override
    public FileInfo info(String path) {
        throw unused();
    }

    @Override
    public FileInfo linkInfo(String path) {
        throw unused();
    }

    @Override
    public boolean exists(String path) {
        throw unused();
    }

    @Override
    public List<FileInfo> list(String path) {
        throw unused();
    }

    @Override
    public void walk(String path, Visitor visitor) {
        throw unused();
    }

    @Override
    public void write(String path, byte[] content) {
        throw unused();
    }

    @Override
    public Replacement replace(String path) {
        throw unused();
    }

    @Override
    public long append(String path, byte[] content) {
        throw unused();
    }

    @Override
    public boolean createDirectory(String path) {
        throw unused();
    }

    @Override
    public long delete(String path, boolean recursive) {
        throw unused();
    }

    @Override
    public long copy(String from, String to, boolean recursive, boolean overwrite) {
        throw unused();
    }

    @Override
    public void move(String from, String to, boolean overwrite) {
        throw unused();
    }

    @Override
    public Path checked(String path, Permission permission) {
        throw unused();
    }

    @Override
    public Watch watch(List<String> paths, boolean recursive) {
        throw unused();
    }

    @Override
    public Path temporaryDirectory() {
        throw unused();
    }
}
