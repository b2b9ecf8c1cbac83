using System.Collections.Immutable;
using System.Text.Json.Nodes;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Tests.Oracles;

namespace EgressGuard.Core.Tests.Paths;

/// <summary>
/// A random mesh and a question about it. It begins as one or two complete ways through the egress gateway (the patterns of istio-egress.md
/// 3.1), some bystanders are put around them, and then up to three things are changed, so that every outcome is common.
/// </summary>
internal sealed record RandomMesh(IReadOnlyList<JsonObject> Objects, EgressPolicy Policy, string Namespace, string Host, int Port)
{
    public static readonly string[] Namespaces = ["shop", "payments", "web"];

    public static readonly string[] Hosts = ["api.example.com", "www.example.com", "*.example.com", "files.example.org"];

    public const string Gateway = "istio-egressgateway.istio-system.svc.cluster.local";

    public const string SecondGateway = "egress.outlets.svc.cluster.local";

    public static RandomMesh Of(Pick pick)
    {
        var home = pick.One(Namespaces);
        var host = pick.One(Hosts);
        var objects = new MeshObjects(pick);
        var port = CompliantSet.Add(objects, pick, host, home);
        if (pick.Chance(35))
        {
            CompliantSet.Add(objects, pick, pick.One(Hosts), pick.One(Namespaces));
        }

        Bystanders.Add(objects, pick);
        for (var count = pick.Number(0, 3); count > 0; count--)
        {
            Mutation.Apply(objects, pick);
        }

        return new RandomMesh(
            objects.Finished(), PolicyOf(pick),
            pick.Chance(75) ? home : pick.One("shop", "payments", "web", "istio-system"),
            pick.Chance(80) ? host : pick.One("api.example.com", "www.example.com", "*.example.com", "files.example.org", "new.example.com"),
            pick.Chance(85) ? port : pick.One(80, 443, 8443));
    }

    public static EgressPolicy PolicyOf(Pick pick)
    {
        var first = new EgressGatewaySettings();
        var second = new EgressGatewaySettings
        {
            Service = "egress",
            Namespace = "outlets",
            Selector = first.Selector.Clear().Add("istio", "outlet"),
        };
        var policy = EgressPolicy.Default;
        return policy with
        {
            Mesh = policy.Mesh with
            {
                OutboundTrafficPolicy = pick.Chance(70) ? OutboundTrafficPolicy.RegistryOnly : OutboundTrafficPolicy.AllowAny,
                DefaultExportTo = pick.Chance(80) ? ["*"] : ["."],
                EgressGateways = pick.Chance(70) ? [first] : pick.Chance(70) ? [first, second] : ImmutableArray.Create(second, first),
                Revisions = pick.Chance(80) ? ["default"] : ["default", "canary"],
            },
        };
    }
}
