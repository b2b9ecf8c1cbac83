using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.MeshConfiguration;

/// <summary>EG420: keys from a host that is no service and no address of the cluster.</summary>
internal sealed class KeyServerOutsideOracle : RuleOracle
{
    public override string Rule => "EG420";

    public override OracleCase Generate(Pick pick)
    {
        var rules = new JsonArray();
        for (var count = pick.Number(0, 2); count > 0; count--)
        {
            var rule = new JsonObject();
            pick.Maybe(rule, "issuer", "x", "https://login.example.com", "https://keys.identity.svc/");
            pick.Maybe(rule, "jwks", "", "{}");
            if (pick.Chance(70))
            {
                rule["jwksUri"] = Address(pick);
            }

            rules.Add((JsonNode)rule);
        }

        var created = GatewayCases.Object(
            "security.istio.io/v1",
            "RequestAuthentication",
            GatewayCases.Namespace(pick),
            pick.Chance(5) ? null : new JsonObject { ["jwtRules"] = rules });
        return new OracleCase(created) { Policy = GatewayCases.Policy(pick) };
    }

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        var rules = @case.Object["spec"]?["jwtRules"] as JsonArray ?? [];
        for (var i = 0; i < rules.Count && !GatewayCases.IsPlatform(@case); i++)
        {
            var address = OracleCase.Text(rules[i]!["jwksUri"]) ?? "";
            if (address.Length > 0 && !IsInCluster(address))
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"/spec/jwtRules/{i}/jwksUri");
            }

            // Without keys and without their address, the issuer's server is asked, if it has one.
            if (address.Length == 0 && string.IsNullOrEmpty(OracleCase.Text(rules[i]!["jwks"]))
                && OracleCase.Text(rules[i]!["issuer"]) == "https://login.example.com")
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"/spec/jwtRules/{i}/issuer");
            }
        }
    }

    private static string Address(Pick pick) =>
        pick.One("http://", "https://", "https://", "HTTP://", "https://keys.identity.svc@", "file://", "")
        + pick.One(
            "login.example.com", "keys.identity.svc.cluster.local", "keys.identity.svc", "KEYS.identity.SVC.", "keys", "keys.identity",
            "xsvc", "a.xsvc", "10.1.2.3", "203.0.113.7", "[::1]", "[2001:db8::1]", "")
        + pick.One("", ":8080", "")
        + pick.One("", "/keys", "/.svc", "?a=.svc", "#.svc", "/@keys.identity.svc");

    /// <summary>RFC 3986: the scheme, //, the authority up to the first of / ? #, the host behind the last @ and before the port.</summary>
    private static bool IsInCluster(string address)
    {
        var scheme = address.Split("://")[0];
        if (scheme is not ("http" or "https" or "HTTP"))
        {
            return false;
        }

        var authority = address[(scheme.Length + 3)..].Split('/', '?', '#')[0];
        var host = authority[(authority.LastIndexOf('@') + 1)..].ToLower(CultureInfo.InvariantCulture);
        if (host.StartsWith('['))
        {
            return host.StartsWith("[::1]", StringComparison.Ordinal);
        }

        host = host.Split(':')[0].TrimEnd('.');
        if (IPAddress.TryParse(host, out var number))
        {
            return number.ToString().StartsWith("10.", StringComparison.Ordinal);
        }

        return host.Length > 0
            && (!host.Contains('.', StringComparison.Ordinal)
                || host.EndsWith(".svc", StringComparison.Ordinal)
                || host.EndsWith(".cluster.local", StringComparison.Ordinal));
    }
}
