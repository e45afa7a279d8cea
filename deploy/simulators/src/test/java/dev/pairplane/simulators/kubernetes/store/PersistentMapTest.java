package dev.pairplane.simulators.kubernetes.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PersistentMapTest {

    @Test
    void doesWhatATreeMapDoesAndKeepsEveryOldVersion() {
        Random random = new Random(7);
        TreeMap<String, Integer> model = new TreeMap<>();
        PersistentMap<Integer> map = PersistentMap.empty();
        PersistentMap<Integer> early = map;
        TreeMap<String, Integer> earlyModel = new TreeMap<>();
        for (int i = 0; i < 20_000; i++) {
            String key = "k" + random.nextInt(3_000);
            if (random.nextInt(3) == 0) {
                model.remove(key);
                map = map.without(key);
            } else {
                model.put(key, i);
                map = map.with(key, i);
            }
            if (i == 5_000) {
                early = map;
                earlyModel = new TreeMap<>(model);
            }
        }

        assertThat(map.size()).isEqualTo(model.size());
        assertThat(values(map, "", "")).containsExactlyElementsOf(model.values());
        assertThat(values(map, "k2", "k3"))
                .containsExactlyElementsOf(model.subMap("k2", "k3").values());
        assertThat(map.rank("k2")).isEqualTo(model.headMap("k2").size());
        assertThat(map.get("absent")).isNull();
        assertThat(values(early, "", "")).containsExactlyElementsOf(earlyModel.values());
    }

    @Test
    void staysFlatWhenFilledInOrder() {
        PersistentMap<Integer> map = PersistentMap.empty();
        for (int i = 0; i < 100_000; i++) {
            map = map.with("%06d".formatted(i), i);
        }

        assertThat(map.rank("050000")).isEqualTo(50_000);
        assertThat(map.get("099999")).isEqualTo(99_999);
    }

    private static List<Integer> values(PersistentMap<Integer> map, String from, String to) {
        List<Integer> values = new ArrayList<>();
        map.scan(from, to, values::add);
        return values;
    }
}
