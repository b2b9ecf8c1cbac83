using EgressGuard.Bypass.Running;

namespace EgressGuard.Bypass.ApiSurface;

/// <summary>Class 3: an operation that is not asked about.</summary>
public sealed class OperationTests(SharedCluster shared)
{
    [Fact]
    public async Task An_update_after_a_clean_creation_is_judged()
    {
        var entry = Given.ServiceEntry();

        await shared.Guard.AllowsAsync(Ask.Create(entry));
        await shared.Guard.RefusesAsync("EG103", Ask.Update(entry, item => item["spec"]!["resolution"] = "NONE"));
        await shared.Guard.RefusesAsync("EG102", Ask.Update(entry, item => item["spec"]!.AsObject().Remove("exportTo")));
    }

    [Fact]
    public async Task The_deletion_and_the_change_of_what_leads_to_the_gateway_are_judged()
    {
        var route = Given.VirtualService(SharedCluster.RoutedHost, "orders");

        await shared.Guard.RefusesAsync("EG901", Ask.Delete(route));
        await shared.Guard.RefusesAsync("EG901", Ask.Update(route, item => item["spec"]!["hosts"]![0] = "other.example.com"));
    }

    [Fact]
    public async Task The_deletion_of_a_protected_network_policy_is_judged()
    {
        var policy = Ask.Yaml("""
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: deny, namespace: shop, labels: {egressguard.io/protected: "true"}}
            spec: {podSelector: {}, policyTypes: [Egress]}
            """);

        await shared.Guard.RefusesAsync("EG509", Ask.Delete(policy));
        await shared.Guard.RefusesAsync("EG509", Ask.Update(policy, item => item["metadata"]!.AsObject().Remove("labels")));
    }

    [Theory]
    [MemberData(nameof(Configurations.Ways), MemberType = typeof(Configurations))]
    public void Updates_are_sent_wherever_creations_are_and_deletions_where_a_rule_judges_them(string way)
    {
        var sent = Configurations.Sent(way).Select(request => request.Split(' ')).ToLookup(parts => parts[1], parts => parts[0]);

        Assert.All(sent, resource => Assert.Equal(["CREATE", "UPDATE"], resource.Where(operation => operation != "DELETE").Order()));
        Assert.All(
            (string[])
            [
                "virtualservices.networking.istio.io", "serviceentries.networking.istio.io", "gateways.networking.istio.io",
                "destinationrules.networking.istio.io", "sidecars.networking.istio.io", "authorizationpolicies.security.istio.io",
                "networkpolicies.networking.k8s.io",
            ],
            resource => Assert.Contains("DELETE", sent[resource]));
    }
}
