using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.GatewayApi;

/// <summary>KG-9.</summary>
internal sealed class RouteFiltersOracle : RuleOracle
{
    private static readonly string[] Hosts =
    [
        "reviews", "reviews.shop.svc.cluster.local", "reviews.shop.svc", "api.example.com", "API.example.com:443", "other.example.com.", "",
    ];

    public override string Rule => "EG708";

    public override OracleCase Generate(Pick pick)
    {
        var rules = RouteLeadsOutOfMeshOracle.Rules(pick);
        foreach (var rule in rules)
        {
            AddFilters(pick, rule!.AsObject());
            foreach (var (backend, _) in RouteCases.Items(rule, "backendRefs", ""))
            {
                AddFilters(pick, backend.AsObject());
            }
        }

        var route = RouteCases.Route(pick, rules);
        if (pick.Chance(50))
        {
            route["spec"]!["hostnames"] = Pick.List([pick.One("api.example.com", "API.Example.com", "*.example.com")]);
        }

        return new OracleCase(route) { Policy = RouteCases.Policy };
    }

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        var own = RouteCases.Own(@case.Object);
        if (own == "egress")
        {
            return [];
        }

        var rules = RouteCases.Items(@case.Object["spec"], "rules", "/spec").ToList();
        var egress = RouteCases.ParentsOf(@case.Object)
            .Any(parent => RouteCases.IsForeign(parent, own) || RouteCases.IsEgressGateway(parent, own));
        var isOwn = !RouteCases.ParentsOf(@case.Object).Any(parent => RouteCases.IsMesh(parent) || RouteCases.IsEgressGateway(parent, own))
            ? null
            : (bool?)RouteCases.Items(@case.Object["spec"], "hostnames", "")
            .Any(host => OracleCase.Text(host.Node) is "api.example.com" or "API.Example.com");
        return rules.Concat(rules.SelectMany(rule => RouteCases.Items(rule.Node, "backendRefs", rule.Pointer)))
            .SelectMany(place => RouteCases.Items(place.Node, "filters", place.Pointer))
            .SelectMany(filter => OfFilter(filter.Node, filter.Pointer, own, egress, isOwn));
    }

    private static IEnumerable<string> OfFilter(JsonNode filter, string pointer, string own, bool egress, bool? isOwn)
    {
        if (filter["requestMirror"]?["backendRef"] is { } mirror
            && !RouteCases.IsEgressService(mirror, own) && (egress || RouteCases.IsExternal(mirror)))
        {
            yield return pointer + "/requestMirror/backendRef";
        }

        if (filter["externalAuth"]?["backendRef"] is { } server && RouteCases.IsExternal(server))
        {
            yield return pointer + "/externalAuth/backendRef";
        }

        if (IsOutside(filter["urlRewrite"]?["hostname"], isOwn))
        {
            yield return pointer + "/urlRewrite/hostname";
        }

        foreach (var list in new[] { "set", "add" })
        {
            foreach (var (header, place) in RouteCases.Items(filter["requestHeaderModifier"], list, pointer + "/requestHeaderModifier"))
            {
                if (OracleCase.Text(header["name"]) is "host" or "HOST" or ":Authority" && IsOutside(header["value"], isOwn))
                {
                    yield return place;
                }
            }
        }
    }

    /// <summary>
    /// The two of the pool that are hosts outside, the first being the route's own where it says so. Null: a route that no egress
    /// traffic passes.
    /// </summary>
    private static bool IsOutside(JsonNode? host, bool? isOwn) => OracleCase.Text(host) switch
    {
        "api.example.com" or "API.example.com:443" => isOwn == false,
        "other.example.com." => isOwn is not null,
        _ => false,
    };

    private static void AddFilters(Pick pick, JsonObject place)
    {
        if (!pick.Chance(30))
        {
            return;
        }

        var filters = new JsonArray();
        for (var count = pick.Number(0, 2); count > 0; count--)
        {
            filters.Add(pick.Number(0, 4) switch
            {
                0 => new JsonObject { ["requestMirror"] = new JsonObject { ["backendRef"] = RouteCases.Backend(pick) } },
                1 => new JsonObject { ["externalAuth"] = new JsonObject { ["backendRef"] = RouteCases.Backend(pick) } },
                2 => new JsonObject { ["urlRewrite"] = new JsonObject { ["hostname"] = pick.One(Hosts) } },
                3 => new JsonObject { ["requestHeaderModifier"] = Headers(pick) },
                _ => new JsonObject { ["requestRedirect"] = new JsonObject { ["hostname"] = pick.One(Hosts) } },
            });
        }

        place["filters"] = filters;
    }

    private static JsonObject Headers(Pick pick)
    {
        var modifier = new JsonObject();
        foreach (var list in new[] { "set", "add" })
        {
            var headers = new JsonArray();
            for (var count = pick.Number(0, 2); count > 0; count--)
            {
                headers.Add(new JsonObject { ["name"] = pick.One("host", "HOST", ":Authority", "X-Host"), ["value"] = pick.One(Hosts) });
            }

            modifier[list] = headers;
        }

        return modifier;
    }
}
