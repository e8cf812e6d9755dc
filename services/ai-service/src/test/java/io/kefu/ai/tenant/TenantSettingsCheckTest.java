package io.kefu.ai.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import io.kefu.ai.provider.ProviderChange;
import io.kefu.ai.tenant.TenantSettingsConfig.Addresses;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TenantSettingsCheckTest {

  @ParameterizedTest
  @CsvSource({
    "PUBLIC,https://8.8.8.8/v1,true",
    "PUBLIC,http://8.8.8.8/v1,false",
    "PUBLIC,https://127.0.0.1/v1,false",
    "PUBLIC,https://localhost/v1,false",
    "PUBLIC,https://10.1.2.3/v1,false",
    "PUBLIC,https://192.168.1.2/v1,false",
    "PUBLIC,https://169.254.169.254/latest,false",
    "PUBLIC,https://100.64.0.1/v1,false",
    "PUBLIC,https://[::1]/v1,false",
    "PUBLIC,https://[fd00::1]/v1,false",
    "PUBLIC,https://0.0.0.0/v1,false",
    "ANY,http://127.0.0.1:11434/v1,true",
    "ANY,file:///etc/passwd,false",
    "ANY,http://user:secret@127.0.0.1/v1,false",
    "ANY,http://127.0.0.1/v1?x=1,false",
    "NONE,https://8.8.8.8/v1,false"
  })
  void aTenantsModelLivesWhereTheInstallationAllows(
      Addresses allowed, String address, boolean passes) {
    ProviderChange change =
        new ProviderChange(null, address, "m", null, null, null, null, null, null, null, null);

    var errors =
        new TenantSettingsCheck(allowed, name -> false)
            .errors(new TenantSettings(null, Map.of("own", change), null, null));

    assertThat(errors.isEmpty()).isEqualTo(passes);
  }

  @ParameterizedTest
  @CsvSource({"app-7,true", "' app-7 ',true", "app 7,false", "应用,false"})
  void anAppIdCanStandInAHeader(String appId, boolean passes) {
    ProviderChange change =
        new ProviderChange(null, null, "m", null, appId, null, null, null, null, null, null);

    var errors =
        new TenantSettingsCheck(Addresses.PUBLIC, name -> false)
            .errors(new TenantSettings(null, Map.of("own", change), null, null));

    assertThat(errors.isEmpty()).isEqualTo(passes);
  }
}
