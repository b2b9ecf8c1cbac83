using System.Text.Json.Nodes;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Tests.Oracles.ServiceEntries;

/// <summary>EG106 from SE-H2 and 2.9: up to three other entries, of the same and of other namespaces.</summary>
internal sealed class HostOwnedByAnotherNamespaceOracle : EntryOracle
{
    private static readonly EgressPolicy Listed = EgressPolicy.Default with
    {
        Name = "hosts listed",
        Mesh = EgressPolicy.Default.Mesh with { DefaultExportTo = ["."] },
        Hosts =
        [
            new HostPermission(["shop", "payments"], ["*.example.com"]),
            new HostPermission(["payments", "web"], ["api.example.net"]),
            new HostPermission(["shop"], ["api.example.net", "*.example.org"]),
        ],
    };

    private static readonly EgressPolicy TwoGateways = EgressPolicy.Default with
    {
        Name = "two gateways",
        Mesh = EgressPolicy.Default.Mesh with
        {
            Revisions = ["default", "canary"],
            EgressGateways = [new() { Service = "a", Namespace = "egress-a" }, new() { Service = "b", Namespace = "egress-b" }],
        },
    };

    public override string Rule => "EG106";

    public override OracleCase Generate(Pick pick)
    {
        var home = pick.One("shop", "shop", "shop", "payments", "istio-system");
        var subject = ServiceEntry(pick, home, "subject");
        return new OracleCase(subject)
        {
            Mesh = [.. Enumerable.Range(0, pick.Number(0, 3)).Select(index =>
                ServiceEntry(pick, pick.One("shop", "payments", "web", "istio-system"), pick.One("a", "z") + index))],
            OldObject = pick.Chance(30) ? Before(pick, subject, home) : null,
            Policy = pick.One(EgressPolicy.Default, Listed, TwoGateways),
        };
    }

    public override IEnumerable<string> Violations(OracleCase @case)
    {
        if (IsPlatform(@case))
        {
            return [];
        }

        return from place in Places(@case, "hosts")
            let host = Plain((string)place.Item!)
            where @case.Mesh.Any(other => Takes(other, host, @case))
            select place.Pointer;
    }

    private static bool Takes(JsonObject other, string host, OracleCase @case)
    {
        var (subject, policy) = (@case.Object, @case.Policy);
        if (NamespaceOf(other) == NamespaceOf(subject) || !Viewers(other, policy).Intersect(Viewers(subject, policy)).Any())
        {
            return false;
        }

        // What was not there before the update is claimed by it.
        var isNew = @case.OldObject is { } old
            && (Viewers(old, policy).Count == 0 || !Texts(old["spec"]!["hosts"]).Exists(item => Plain(item) == host));
        if (!isNew && !IsFirst(other, subject))
        {
            return false;
        }

        foreach (var item in Texts(other["spec"]!["hosts"]).Select(Plain).Where(item => Overlap(item, host)))
        {
            var both = Covers(host, item) ? item : host;
            if (!IsClusterName(both, policy)
                && !(IsListed(both, NamespaceOf(subject), policy) && IsListed(both, NamespaceOf(other), policy)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The egress gateways' namespaces that see the entry; none when no control plane reads it.</summary>
    private static List<string> Viewers(JsonObject entry, EgressPolicy policy)
    {
        if (OracleCase.Text(entry["metadata"]!["labels"]?["istio.io/rev"]) is { } revision && !policy.Mesh.Revisions.Contains(revision))
        {
            return [];
        }

        var scopes = Texts(entry["spec"]!["exportTo"]);
        scopes = scopes.Count == 0 ? [.. policy.Mesh.DefaultExportTo] : scopes;
        return
        [
            .. policy.Mesh.EgressGateways.Select(gateway => gateway.Namespace).Where(viewer => scopes.Contains("*")
                || (!scopes.Contains("~") && scopes.Exists(scope => scope == viewer || (scope == "." && NamespaceOf(entry) == viewer)))),
        ];
    }

    private static bool IsFirst(JsonObject other, JsonObject subject)
    {
        var theirs = OracleCase.Text(other["metadata"]!["creationTimestamp"]);
        var ours = OracleCase.Text(subject["metadata"]!["creationTimestamp"]);
        return ours is null
            || (theirs is not null && (theirs != ours
                ? DateTimeOffset.Parse(theirs, null) < DateTimeOffset.Parse(ours, null)
                : string.CompareOrdinal(NameOf(other), NameOf(subject)) < 0));
    }

    private static string NameOf(JsonObject entry) => (string)entry["metadata"]!["name"]!;

    private static bool IsListed(string host, string @namespace, EgressPolicy policy) =>
        policy.Hosts.Any(group => group.Namespaces.Contains(@namespace) && group.Allow.Any(item => Covers(item, host)));

    private static JsonObject ServiceEntry(Pick pick, string home, string name)
    {
        var entry = Object("ServiceEntry", home, name, new JsonObject { ["hosts"] = Pick.List(Hosts(pick)) });
        Export(pick, entry);
        Label(pick, entry);
        pick.Maybe(
            (JsonObject)entry["metadata"]!, "creationTimestamp", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z");
        return entry;
    }

    /// <summary>Part of the same hosts, another scope, another revision.</summary>
    private static JsonObject Before(Pick pick, JsonObject subject, string home)
    {
        var old = ServiceEntry(pick, home, "subject");
        if (pick.Chance(70))
        {
            old["spec"]!["hosts"] = Pick.List(Texts(subject["spec"]!["hosts"]).Where(_ => pick.Chance(80)));
        }

        return old;
    }

    private static List<string> Hosts(Pick pick)
    {
        ReadOnlySpan<string> hosts =
        [
            "api.example.com", "api.example.com", "www.example.com", "*.example.com", "example.com", "api.example.net", "*example.net",
            "api.example.org", "db.shop.svc.cluster.local", "*.local",
        ];
        return [.. pick.Some(2, hosts).Append(pick.One(hosts)).Select(host => Disguise(pick, host))];
    }

    private static void Export(Pick pick, JsonObject entry)
    {
        if (pick.Chance(80))
        {
            entry["spec"]!["exportTo"] = Pick.List(pick.One<string[]>(
                [".", "istio-system"], [".", "istio-system"], ["*"], ["*"], ["."], ["~"], [".", "egress-a"], ["egress-a", "egress-b"],
                ["egress-b"]));
        }
    }

    private static void Label(Pick pick, JsonObject entry)
    {
        if (pick.Chance(15))
        {
            entry["metadata"]!["labels"] = new JsonObject { ["istio.io/rev"] = pick.One("default", "canary", "") };
        }
    }
}
