using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.GatewayApi;

/// <summary>KG-1, KG-2.</summary>
internal sealed class RouteLeadsOutOfMeshOracle : RuleOracle
{
    public override string Rule => "EG703";

    /// <summary>Rules with up to two backends each, or none.</summary>
    internal static JsonArray Rules(Pick pick)
    {
        var rules = new JsonArray();
        for (var count = pick.Number(1, 2); count > 0; count--)
        {
            var backends = new JsonArray();
            for (var more = pick.Number(0, 2); more > 0; more--)
            {
                backends.Add(RouteCases.Backend(pick));
            }

            rules.Add(backends.Count == 0 && pick.Chance(50) ? new JsonObject() : new JsonObject { ["backendRefs"] = backends });
        }

        return rules;
    }

    public override OracleCase Generate(Pick pick) => new(RouteCases.Route(pick, Rules(pick))) { Policy = RouteCases.Policy };

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        var own = RouteCases.Own(@case.Object);
        var parents = RouteCases.ParentsOf(@case.Object);
        if (own == "egress")
        {
            return [];
        }

        var foreign = parents.Where(parent => RouteCases.IsForeign(parent, own)).ToList();
        return RouteCases.Backends(@case.Object)
            .Where(backend => (parents.Any(RouteCases.IsService) && RouteCases.IsExternal(backend.Node))
                || (!RouteCases.IsEgressService(backend.Node, own)
                    && foreign.Any(parent => !RouteCases.IsSameService(parent, backend.Node, own))))
            .Select(backend => backend.Pointer);
    }
}
