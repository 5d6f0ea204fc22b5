package dev.incant.benchmarks.process;

import dev.incant.benchmarks.Check;
import dev.incant.benchmarks.Launcher;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/// [HelloWorld] alone in a jar without a manifest, with an AOT cache of its own: what a JVM with the same flags and the
/// same care needs.
///
/// @param cached the command with its cache
/// @param plain the command without
record HelloJar(List<String> cached, List<String> plain) {
    /// Makes the jar and trains the cache in a folder.
    static HelloJar in(Path folder, String name, Launcher.Launch like) throws IOException, InterruptedException {
        Path jar = folder.resolve(name + ".jar");
        String file = HelloWorld.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                InputStream in = HelloWorld.class.getResourceAsStream("/" + file)) {
            Check.that(in != null, "no class file: " + file);
            out.putNextEntry(new JarEntry(file));
            java.util.Objects.requireNonNull(in).transferTo(out);
            out.closeEntry();
        }
        Path cache = folder.resolve(name + ".aot");
        List<String> end = List.of("-cp", jar.toString(), HelloWorld.class.getName());
        List<String> training = new ArrayList<>(like.start());
        training.add("-XX:AOTCacheOutput=" + cache);
        training.addAll(end);
        Process process = new ProcessBuilder(training)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Check.that(process.waitFor() == 0 && Files.size(cache) > 0, "no AOT cache for hello world");
        List<String> cached = new ArrayList<>(like.start());
        cached.add("-XX:AOTCache=" + cache);
        cached.addAll(end);
        List<String> plain = new ArrayList<>(like.start());
        plain.addAll(end);
        return new HelloJar(cached, plain);
    }
}
