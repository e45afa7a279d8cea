package dev.pairplane.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFileTest {

    @TempDir private Path directory;

    @Test
    void isMadeOnceForItsOwnerOnly() throws Exception {
        Path file = directory.resolve("below/token");

        String secret = SecretFile.read(file);

        assertThat(secret).matches("[0-9a-f]{32}");
        assertThat(SecretFile.read(file)).isEqualTo(secret);
        assertThat(SecretFile.read(directory.resolve("other"))).isNotEqualTo(secret);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void takesBackWhatOthersCouldRead() throws Exception {
        Path file = Files.writeString(directory.resolve("config.yaml"), "old");

        SecretFile.write(file, "new");

        assertThat(file).hasContent("new");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void saysWhatIsWrongWithAPlaceThatCannotBeUsed() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> SecretFile.read(file.resolve("token")))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("cannot be read (");
        assertThatThrownBy(() -> SecretFile.write(file.resolve("config"), ""))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("cannot be written (");
    }
}
