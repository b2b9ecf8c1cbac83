using System.Globalization;
using System.Text.Json.Nodes;
using EgressGuard.Core.Paths;
using EgressGuard.Core.Tests.Paths;
using EgressGuard.Core.Tests.Paths.Naive;

namespace EgressGuard.Core.Tests.Oracles.EgressRouting;

/// <summary>VS-6: routes for some clients only.</summary>
internal sealed class RouteForSomeClientsOracle : PathRuleOracle
{
    public override string Rule => "EG919";

    private protected override IReadOnlyList<string> Kinds => ["VirtualService"];

    private protected override IReadOnlyList<PathFaultCode> Codes => [PathFaultCode.RouteForSomeOnly];

    private protected override IReadOnlyList<Action<MeshObjects, Pick>> Mistakes =>
        [Mutation.Condition];

    /// <summary>Told are conditions on clients, of the route itself or of the root that delegates to it.</summary>
    private protected override bool IsTold(NaiveFault fault, PathAsked asked)
    {
        var objects = asked.Change.After;
        var place = fault.Places[0];
        var writer = objects.First(item => PathCase.IsIn(item, place));
        var path = place.Pointer.Split('/');
        var conditions = NaiveJson.Items(NaiveJson.Spec(writer)[path[2]]![int.Parse(path[3], CultureInfo.InvariantCulture)]!["match"]);
        if (conditions.Any(match => IsForMesh(match) && NamesClients(match)))
        {
            return true;
        }

        var leaves = conditions.Count == 0 || conditions.Any(IsForMesh);
        return leaves && objects.Where(item => NaiveJson.Kind(item) == "VirtualService")
            .SelectMany(root => NaiveJson.Items(NaiveJson.Spec(root)["http"])
                .Where(route => NaiveJson.Text(route["delegate"]?["name"]) == place.Name
                    && (NaiveJson.Text(route["delegate"]!["namespace"]) ?? NaiveJson.Namespace(root)) == place.Home))
            .SelectMany(route => NaiveJson.Items(route["match"]))
            .Any(match => IsForMesh(match) && NamesClients(match));
    }

    private static bool IsForMesh(JsonObject match) =>
        NaiveJson.Strings(match["gateways"]) is var gateways && (gateways.Count == 0 || gateways.Contains("mesh"));

    private static bool NamesClients(JsonObject match) =>
        NaiveJson.Map(match["sourceLabels"]).Count > 0 || NaiveJson.Text(match["sourceNamespace"]) is not null;
}
