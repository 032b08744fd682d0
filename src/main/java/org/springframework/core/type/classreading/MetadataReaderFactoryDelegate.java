package org.springframework.core.type.classreading;

import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ResourceLoader;

/**
 * Stands before Spring's own class of this name, and does on every JDK what that does before Java 24: classes are read
 * by ASM. From 24 on Spring would read them by the JDK's Class-File API, which makes the whole start a tenth longer
 * (BENCHMARKS.md).
 */
abstract class MetadataReaderFactoryDelegate {

    static MetadataReaderFactory create(@Nullable ResourceLoader resourceLoader) {
        return new SimpleMetadataReaderFactory(resourceLoader);
    }

    static MetadataReaderFactory create(@Nullable ClassLoader classLoader) {
        return new SimpleMetadataReaderFactory(classLoader);
    }
}
