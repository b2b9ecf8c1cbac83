using EgressGuard.Bypass.Running;
using EgressGuard.Webhook.Tests.Deploy;

namespace EgressGuard.Bypass.Availability;

/// <summary>Class 26: the webhook configuration is changed or deleted, which no webhook is asked about.</summary>
public sealed class TamperingTests
{
    [Theory]
    [MemberData(nameof(Configurations.Ways), MemberType = typeof(Configurations))]
    public void Who_takes_over_the_guard_can_change_no_configuration_but_its_own(string way) => Assert.All(
        Configurations.Objects(way)
            .Where(item => item.Kind() is "ClusterRole" or "Role")
            .SelectMany(role => role["rules"].Items())
            .Where(rule => rule["apiGroups"].Texts().Contains("admissionregistration.k8s.io")),
        rule =>
        {
            Assert.NotEmpty(rule["resourceNames"].Texts());
            Assert.All(rule["resourceNames"].Texts(), name => Assert.StartsWith("egressguard-", name, StringComparison.Ordinal));
            Assert.DoesNotContain("delete", rule["verbs"].Texts());
            Assert.DoesNotContain("*", rule["verbs"].Texts());
        });

    [Theory]
    [MemberData(nameof(Configurations.Ways), MemberType = typeof(Configurations))]
    public void No_rule_claims_to_see_webhook_configurations(string way) =>
        Assert.DoesNotContain(Configurations.Sent(way), request => request.EndsWith(".admissionregistration.k8s.io", StringComparison.Ordinal));
}
