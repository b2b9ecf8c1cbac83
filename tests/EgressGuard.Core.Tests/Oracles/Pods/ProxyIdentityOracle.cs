using System.Text.Json.Nodes;

namespace EgressGuard.Core.Tests.Oracles.Pods;

/// <summary>EG304 from PS-5, PS-6, PS-7 and PS-9.</summary>
internal sealed class ProxyIdentityOracle : TemplateOracle
{
    private const string UserRange = "openshift.io/sa.scc.uid-range";
    private const string GroupRanges = "openshift.io/sa.scc.supplemental-groups";

    /// <summary>Ranges and the last id of each; null for what is no range.</summary>
    private static readonly (string Text, long? Last)[] Ranges =
    [
        ("5000/10", 5009), ("4990-5009", 5009), (" 5000/ 10 more", 5009), ("5000", null),
        ("", null), ("5000/", null), ("a-b", null), ("4294967296/1", null),
    ];

    /// <summary>Lists of ranges and the last id of the first one.</summary>
    private static readonly (string Text, long? Last)[] RangeLists =
    [
        ("6000/10", 6009), ("6000/10,7000/10", 6009), ("6000/10,", null), ("x,6000/10", null), ("", null), ("6000-6009", 6009),
    ];

    public override string Rule => "EG304";

    public override OracleCase Generate(Pick pick)
    {
        var annotations = new JsonObject();
        PlainIstio.MaybeStatus(pick, annotations);
        var spec = new JsonObject();
        foreach (var list in new[] { "initContainers", "containers", "ephemeralContainers" })
        {
            var containers = new JsonArray();
            for (var count = pick.Number(0, 2); count > 0; count--)
            {
                var container = pick.Chance(50) ? PlainIstio.Container(pick) : Container("web");
                MaybeIds(pick, container, 25);
                containers.Add(container);
            }

            spec[list] = containers;
        }

        MaybeIds(pick, spec, 20);
        if (pick.Chance(10))
        {
            var security = spec["securityContext"] as JsonObject ?? [];
            security["fsGroup"] = Id(pick);
            security["supplementalGroups"] = new JsonArray(Id(pick), Id(pick));
            spec["securityContext"] = security;
        }

        var home = new JsonObject();
        if (pick.Chance(40))
        {
            home[UserRange] = pick.One<(string, long?)>(Ranges).Item1;
        }

        if (pick.Chance(20))
        {
            home[GroupRanges] = pick.One<(string, long?)>(RangeLists).Item1;
        }

        var @namespace = Namespace("shop", []);
        @namespace["metadata"]!["annotations"] = home;
        return new OracleCase(Wrap(pick, new JsonObject { ["annotations"] = annotations }, spec))
        {
            Mesh = pick.Chance(80) ? [@namespace] : [],
        };
    }

    private protected override IEnumerable<string> Violations(PlainPod pod, OracleCase @case)
    {
        var (proxyUser, proxyGroup) = ProxyIds(pod, @case);
        bool IsUser(long id) => id == 1337 || id == proxyUser;
        bool IsGroup(long id) => id == 1337 || id == proxyUser || id == proxyGroup;

        foreach (var (field, isProxy) in new (string, Func<long, bool>)[] { ("runAsUser", IsUser), ("runAsGroup", IsGroup) })
        {
            var inherited = Number(pod.Spec["securityContext"]?[field]);
            var hasHeir = false;
            foreach (var (list, place, container) in pod.Containers())
            {
                var own = Number(container["securityContext"]?[field]);
                if ((own ?? inherited) is not { } id || !isProxy(id) || PlainIstio.OriginOf(pod, list, container) == "istio")
                {
                    continue;
                }

                if (own is not null)
                {
                    yield return $"{place}/securityContext/{field}";
                }
                else if (list == "ephemeralContainers")
                {
                    yield return place;
                }
                else
                {
                    hasHeir = true;
                }
            }

            if (hasHeir)
            {
                yield return $"/spec/securityContext/{field}";
            }
        }

        if (Number(pod.Spec["securityContext"]?["fsGroup"]) is { } owner && IsGroup(owner))
        {
            yield return "/spec/securityContext/fsGroup";
        }

        var groups = pod.Spec["securityContext"]?["supplementalGroups"] as JsonArray ?? [];
        for (var index = 0; index < groups.Count; index++)
        {
            if (IsGroup((long)groups[index]!))
            {
                yield return FormattableString.Invariant($"/spec/securityContext/supplementalGroups/{index}");
            }
        }
    }

    /// <summary>The last istio-proxy that sets an id, before that the namespace's ranges, before that 1337.</summary>
    private static (long User, long Group) ProxyIds(PlainPod pod, OracleCase @case)
    {
        var home = (@case.Mesh.Count > 0 ? @case.Mesh[0] : null)?["metadata"]?["annotations"];
        var range = OracleCase.Text(home?[UserRange]);
        var groups = OracleCase.Text(home?[GroupRanges]);
        var user = Last(Ranges, range) ?? 1337;
        var group = (groups is null ? Last(Ranges, range) : Last(RangeLists, groups)) ?? 1337;
        foreach (var (list, _, container) in pod.Containers())
        {
            if (OracleCase.Text(container["name"]) == "istio-proxy" && list != "ephemeralContainers")
            {
                user = Number(container["securityContext"]?["runAsUser"]) is { } own and not 0 ? own : user;
                group = Number(container["securityContext"]?["runAsGroup"]) is { } ownGroup and not 0 ? ownGroup : group;
            }
        }

        return (user, group);
    }

    private static long? Last((string Text, long? Last)[] table, string? text) => table.FirstOrDefault(row => row.Text == text).Last;

    private static long? Number(JsonNode? node) => node is JsonValue value ? (long)value : null;

    private static void MaybeIds(Pick pick, JsonObject parent, int percent)
    {
        foreach (var field in new[] { "runAsUser", "runAsGroup" })
        {
            if (pick.Chance(percent))
            {
                var security = parent["securityContext"] as JsonObject ?? [];
                security[field] = Id(pick);
                parent["securityContext"] = security;
            }
        }
    }

    private static long Id(Pick pick) => pick.One(0L, 1000, 1000, 1000, 1337, 5000, 5009, 6009, 7777);
}
