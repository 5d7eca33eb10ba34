package org.oisp.gateway.operations.presence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.oisp.gateway.device.AccountId;
import org.oisp.gateway.device.DeviceAddress;
import org.oisp.gateway.device.DeviceId;
import org.oisp.gateway.device.DeviceUid;
import org.oisp.gateway.protocol.ByteSlice;

/** Tests messages between instances byte for byte, since other versions of the gateway read them. */
class PresenceFormatTest {

    private static final String FROM = "00000000-0000-0009-0000-000000000009";
    private static final String ACCOUNT = "00000000-0000-0001-0000-000000000001";
    private static final String UID = "00000000-0000-0002-0000-000000000002";
    private static final DeviceAddress LAMP =
            new DeviceAddress(new AccountId(new UUID(1, 1)), new DeviceId("\"l\u00e4mp\"\n"));
    private static final String ADDRESS = "\"" + ACCOUNT + "\",\"\\\"l\u00e4mp\\\"\\n\"";

    private final PresenceJson json = new PresenceJson();

    @Test
    void asksForAPage() {
        assertThat(written(PresenceQuestion.page(new PageRequest(LAMP.account(), "l", "there:5000", LAMP, 100))))
                .isEqualTo("{\"v\":1,\"from\":\"" + FROM + "\",\"n\":7,\"account\":\"" + ACCOUNT
                        + "\",\"id\":\"l\",\"instance\":\"there:5000\",\"after\":[" + ADDRESS + "],\"limit\":100}");
        assertThat(written(PresenceQuestion.page(new PageRequest(null, "", null, null, 3))))
                .isEqualTo("{\"v\":1,\"from\":\"" + FROM + "\",\"n\":7,\"limit\":3}");
    }

    @Test
    void asksForDevicesEventsAndTheLoad() {
        assertThat(written(PresenceQuestion.devices(List.of(LAMP, LAMP))))
                .isEqualTo("{\"v\":1,\"from\":\"" + FROM + "\",\"n\":7,\"devices\":[[" + ADDRESS + "],[" + ADDRESS
                        + "]]}");
        assertThat(written(PresenceQuestion.loads()))
                .isEqualTo("{\"v\":1,\"from\":\"" + FROM + "\",\"n\":7,\"load\":true,\"devices\":[]}");
        assertThat(written(PresenceQuestion.events(new DeviceHistoryRequest(LAMP, new DeviceUid(new UUID(2, 2))))))
                .isEqualTo("{\"v\":1,\"from\":\"" + FROM + "\",\"n\":7,\"events\":[" + ADDRESS + ",\"" + UID + "\"]}");
        assertThat(written(PresenceQuestion.events(new DeviceHistoryRequest(LAMP, null))))
                .isEqualTo("{\"v\":1,\"from\":\"" + FROM + "\",\"n\":7,\"events\":[" + ADDRESS + "]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'v':1,'n':7,'instance':'there:5000','devices':[],'more':false}",
                "{'v':1,'n':7,'instance':'there:5000','devices':[['" + ACCOUNT + "','l\u00e4mp','" + UID
                        + "',1,2,3,4,5,6],['" + ACCOUNT + "','b','" + UID
                        + "',-1,2,3,9223372036854775807,5,6,7,8,9,10]],'more':true,'total':12}",
                "{'v':1,'n':7,'instance':'there:5000','devices':[],'more':false,'load':{'devices':1,'connections':2,"
                        + "'registrations':0.2,'actuations':12.0,'cpu':0.05,'draining':true}}",
                "{'v':1,'n':7,'instance':'there:5000','devices':[],'more':false,'since':5,'entries':[{'at':9,"
                        + "'instance':'there:5000','kind':'gone','account':'" + ACCOUNT
                        + "','device':'l\u00e4mp','peer':'10.0.0.1:7','outcome':'closed','text':'It left.'},{'at':8,"
                        + "'instance':'there:5000','kind':'system','account':null,'device':null,'peer':null,"
                        + "'outcome':null,'text':''}]}"
            })
    void writesAnAnswerAsItWasRead(String answer) throws IOException {
        String message = answer.replace('\'', '"');
        assertThat(json.write(json.readAnswer(ByteSlice.ofText(message))).toString())
                .isEqualTo(message);
    }

    private String written(PresenceQuestion question) {
        return json.write(question.as(FROM, 7)).toString();
    }
}
