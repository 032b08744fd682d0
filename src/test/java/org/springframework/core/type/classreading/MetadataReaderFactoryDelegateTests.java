package org.springframework.core.type.classreading;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.core.SpringVersion;
import org.springframework.core.io.DefaultResourceLoader;

class MetadataReaderFactoryDelegateTests {

    @Test
    void classesAreReadByAsm() throws IOException {
        ClassLoader loader = getClass().getClassLoader();

        assertThat(MetadataReaderFactory.create(loader)).isInstanceOf(SimpleMetadataReaderFactory.class);
        assertThat(MetadataReaderFactory.create(new DefaultResourceLoader(loader)))
                .isInstanceOf(SimpleMetadataReaderFactory.class);
        assertThat(new CachingMetadataReaderFactory(loader)
                        .getMetadataReader(getClass().getName()))
                .isInstanceOf(SimpleMetadataReader.class);
    }

    /** Else it would stand before something else than it was made for. */
    @Test
    void springsOwnHasTheSameMethods() throws Exception {
        URL spring = SpringVersion.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {spring}, null)) {
            Class<?> springs = loader.loadClass(MetadataReaderFactoryDelegate.class.getName());

            assertThat(methods(springs)).isEqualTo(methods(MetadataReaderFactoryDelegate.class));
        }
    }

    private static List<String> methods(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> !method.isSynthetic())
                .map(Object::toString)
                .sorted()
                .toList();
    }
}
