using System.Collections.Frozen;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Tests.Policy;

public sealed class EgressPolicyTests
{
    [Theory]
    [InlineData(Enforcement.Enforce, RuleAction.Deny, RuleAction.Deny)]
    [InlineData(Enforcement.Enforce, RuleAction.Warn, RuleAction.Warn)]
    [InlineData(Enforcement.Enforce, RuleAction.Audit, RuleAction.Audit)]
    [InlineData(Enforcement.Enforce, RuleAction.Off, RuleAction.Off)]
    [InlineData(Enforcement.Warn, RuleAction.Deny, RuleAction.Warn)]
    [InlineData(Enforcement.Warn, RuleAction.Warn, RuleAction.Warn)]
    [InlineData(Enforcement.Warn, RuleAction.Audit, RuleAction.Audit)]
    [InlineData(Enforcement.Warn, RuleAction.Off, RuleAction.Off)]
    [InlineData(Enforcement.Audit, RuleAction.Deny, RuleAction.Audit)]
    [InlineData(Enforcement.Audit, RuleAction.Warn, RuleAction.Audit)]
    [InlineData(Enforcement.Audit, RuleAction.Audit, RuleAction.Audit)]
    [InlineData(Enforcement.Audit, RuleAction.Off, RuleAction.Off)]
    public void Enforcement_caps_the_default_of_a_rule(Enforcement enforcement, RuleAction byDefault, RuleAction expected) =>
        Assert.Equal(expected, new EgressPolicy { Enforcement = enforcement }.ActionOf("EG101", byDefault));

    [Fact]
    public void An_entry_of_its_own_wins_over_the_cap_and_the_default()
    {
        foreach (var enforcement in Enum.GetValues<Enforcement>())
        {
            foreach (var set in Enum.GetValues<RuleAction>())
            {
                var policy = new EgressPolicy
                {
                    Enforcement = enforcement,
                    Rules = FrozenDictionary.ToFrozenDictionary([KeyValuePair.Create("EG101", set)]),
                };

                Assert.Equal(set, policy.ActionOf("EG101", RuleAction.Warn));
                Assert.Equal(enforcement == Enforcement.Audit ? RuleAction.Audit : RuleAction.Warn, policy.ActionOf("EG102", RuleAction.Warn));
            }
        }
    }

    [Theory]
    [InlineData("istio-system", true)]
    [InlineData("kube-system", true)]
    [InlineData("gateways", true)]
    [InlineData("shop", false)]
    [InlineData("istio-system-2", false)]
    [InlineData("Kube-System", false)]
    [InlineData("", false)]
    public void Platform_namespaces_are_those_listed_and_the_homes_of_gateways(string @namespace, bool expected)
    {
        var policy = new EgressPolicy { Mesh = new() { EgressGateways = [new(), new() { Namespace = "gateways" }] } };

        Assert.Equal(expected, policy.IsPlatformNamespace(@namespace));
    }

    [Theory]
    [InlineData("system:serviceaccount:istio-system:istiod", true)]
    [InlineData("system:serviceaccount:istio-system:istiod-canary", true)]
    [InlineData("system:serviceaccount:istio-system:istio-cni", true)]
    [InlineData("system:serviceaccount:kube-system:ztunnel", true)]
    [InlineData("system:serviceaccount:istio-system:istio-cni-2", false)]
    [InlineData("system:serviceaccount:istio-system:default", false)]
    [InlineData("system:serviceaccount:shop:istiod", false)]
    [InlineData("x:system:serviceaccount:istio-system:istiod", false)]
    [InlineData("SYSTEM:serviceaccount:istio-system:istiod", false)]
    [InlineData("kubernetes-admin", false)]
    [InlineData("", false)]
    public void Platform_users_are_those_of_the_mesh_itself(string username, bool expected) =>
        Assert.Equal(expected, EgressPolicy.Default.IsPlatformUser(username));

    [Theory]
    [InlineData(null, true)]
    [InlineData("", false)]
    [InlineData("default", true)]
    [InlineData("canary", true)]
    [InlineData("Canary", false)]
    [InlineData("ghost", false)]
    public void A_revision_is_active_when_it_is_in_use(string? label, bool expected) =>
        Assert.Equal(expected, new MeshSettings { Revisions = ["default", "canary"] }.IsActiveRevision(label));

    [Fact]
    public void A_gateway_has_the_full_name_of_its_Service() =>
        Assert.Equal("istio-egressgateway.istio-system.svc.corp.example", new EgressGatewaySettings().HostIn("corp.example"));
}
