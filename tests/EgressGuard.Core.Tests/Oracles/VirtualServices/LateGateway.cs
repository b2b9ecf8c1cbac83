using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.VirtualServices;

/// <summary>A9: a Gateway that arrives behind the VirtualServices that are bound to it is told what it makes of them.</summary>
internal static class LateGateway
{
    /// <summary>Whether the object under judgement is a Gateway.</summary>
    public static bool IsSubject(OracleCase @case) => IsGateway(@case.Object);

    /// <summary>Now and then the same world with one of its Gateways as the last to arrive, or to be changed.</summary>
    public static OracleCase Sometimes(OracleCase @case, Pick pick)
    {
        var gateways = @case.Mesh.Where(IsGateway).ToArray();
        if (gateways.Length == 0 || pick.Chance(60))
        {
            return @case;
        }

        var gateway = pick.One(gateways);
        var before = (JsonObject)gateway.DeepClone();
        before["spec"]!["selector"] = new JsonObject { ["istio"] = pick.One("egressgateway", "ingressgateway") };
        return @case with
        {
            Object = gateway,
            Mesh = [.. @case.Mesh.Where(item => item != gateway), @case.Object],
            OldObject = pick.Chance(20) ? before : null,
        };
    }

    /// <summary>One finding at the selector for each place of a tenant's VirtualService that was no violation before.</summary>
    /// <param name="case">With the Gateway under judgement.</param>
    /// <param name="violations">Those of a VirtualService under judgement.</param>
    public static IEnumerable<string> Violations(OracleCase @case, Func<OracleCase, IEnumerable<string>> violations)
    {
        if (Names.IsAtHomeOnThePlatform(@case))
        {
            return [];
        }

        return from service in @case.Mesh.Where(item => (string)item["kind"]! == "VirtualService")
            where Bindings.Gateways(service["spec"]!["gateways"], Bindings.Home(service)).Contains(Bindings.Reference(@case.Object))
            let others = @case.Mesh.Where(item => item != service).ToList()
            let before = @case with { Object = service, OldObject = null, Mesh = @case.OldObject is { } old ? [.. others, old] : others }
            let now = before with { Mesh = [.. others, @case.Object] }
            from place in violations(now).Except(violations(before))
            select "/spec/selector";
    }

    private static bool IsGateway(JsonObject item) => (string)item["kind"]! == "Gateway";
}
