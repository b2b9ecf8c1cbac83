using EgressGuard.Bypass.Running;
using EgressGuard.Webhook.Tests.Deploy;

namespace EgressGuard.Bypass.Scope;

/// <summary>Class 18: configurations that are narrower than what is judged.</summary>
public sealed class ConfigurationWidthTests
{
    [Theory]
    [MemberData(nameof(Configurations.Ways), MemberType = typeof(Configurations))]
    public void All_that_is_judged_is_sent_and_nothing_else(string way) => Assert.Equal(
        string.Join('\n', JudgedRequests.All.Order(StringComparer.Ordinal)),
        string.Join('\n', Configurations.Sent(way).Order(StringComparer.Ordinal)));

    [Theory]
    [MemberData(nameof(Configurations.Ways), MemberType = typeof(Configurations))]
    public void The_scope_of_each_rule_is_that_of_its_kinds(string way) => Assert.All(
        Configurations.Webhooks(way).SelectMany(webhook => webhook["rules"].Items()),
        rule =>
        {
            var isOfCluster = rule["resources"].Texts().All(name => name.StartsWith("namespaces", StringComparison.Ordinal))
                || rule["apiGroups"].Texts().Contains("egressguard.io");
            Assert.Equal(isOfCluster ? "Cluster" : "Namespaced", rule["scope"]!.GetValue<string>());
        });
}
