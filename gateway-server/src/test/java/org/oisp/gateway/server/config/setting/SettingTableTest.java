package org.oisp.gateway.server.config.setting;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.oisp.gateway.server.config.kind.NumberKind;

/** Tests the table of settings itself. */
class SettingTableTest {

    @Test
    void eachNameHasTheDeclarationOfThatName() throws IllegalAccessException {
        List<String> declared = new ArrayList<>();
        for (Class<?> file : List.of(
                ServerDeclarations.class,
                SocketDeclarations.class,
                InstanceDeclarations.class,
                OperatorDeclarations.class)) {
            for (Field field : file.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers()) && field.getType() == SettingDeclaration.class) {
                    SettingDeclaration declaration = (SettingDeclaration) field.get(null);
                    Setting setting = Setting.valueOf(field.getName());
                    declared.add(field.getName());
                    assertThat(setting.description()).as(field.getName()).isSameAs(declaration.description());
                    assertThat(setting.kind()).as(field.getName()).isSameAs(declaration.kind());
                }
            }
        }
        assertThat(declared)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(Setting.values()).map(Setting::name).toList());
    }

    @Test
    void theSettingsOfAGroupStandTogetherInTheOrderOfTheGroups() {
        assertThat(Setting.values())
                .isSortedAccordingTo((one, other) -> one.group().compareTo(other.group()));
        assertThat(Stream.of(Setting.values()).map(Setting::group)).contains(SettingGroup.values());
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void theDefaultIsAllowed(Setting setting) {
        // The default of this one is derived from the host's name and the port.
        if (!setting.defaultValue().isEmpty() && setting != Setting.ADVERTISED_SERVER) {
            assertThat(setting.kind().parse(setting.defaultValue())).isNotNull();
        }
        assertThat(setting.secret() && !setting.defaultValue().isEmpty())
                .as("a secret has no default")
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void itsWordsFitIntoALineOfATable(Setting setting) {
        for (String words : List.of(
                setting.description(), setting.kind().allowed(), setting.group().title())) {
            assertThat(words).isNotBlank().doesNotContain("|", "\n").doesNotEndWith(".");
        }
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void aNumberThatIsNoPortHasAUnit(Setting setting) {
        if (setting.kind() instanceof NumberKind number) {
            assertThat(number.unit().isEmpty()).isEqualTo(setting.name().endsWith("PORT"));
            assertThat(number.min()).isLessThan(number.max());
        }
    }
}
