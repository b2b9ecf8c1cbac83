using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Tests.Oracles.Pods;

/// <summary>POD-31: networks of Multus, in both forms.</summary>
internal sealed class FurtherNetworkOracle : TemplateOracle
{
    public override string Rule => "EG313";

    private static readonly Regex Item = new(
        @"^\s*(?:(?<home>[^/,@]*[^/,@\s][^/,@]*)/)?(?<name>[^/,@]*[^/,@\s][^/,@]*)(?:@[^/,@]*)?\s*$",
        RegexOptions.None,
        TimeSpan.FromSeconds(1));

    private static readonly string[] Broken =
    [
        "[", "[{}]", "{}", "\"istio-cni\"", "[null]", "[1]", "[]]", """["istio-cni"]""", """{"name":"istio-cni"}""",
        """[{"name":1}]""", """[{"name":"istio-cni"},]""", """[{"name":"\ud800"}]""", """[{"namespace":"default"}]""",
        """[{"Name":"istio-cni"}]""", """[{"name":"istio-cni","NAME":"istio-cni"}]""", """[{"name":"istio-cni","name":"istio-cni"}]""",
        """[{"name":"istio-cni","nameſpace":"x"}]""", """[{"name":"istio-cni","namespace":["shop"]}]""",
        """[{"name":"default/istio-cni"}]""", """[{"name":"istio-cni@eth1"}]""",
    ];

    public override OracleCase Generate(Pick pick)
    {
        var annotations = new JsonObject();
        if (pick.Chance(90))
        {
            annotations[pick.Chance(80) ? "k8s.v1.cni.cncf.io/networks" : "v1.multus-cni.io/default-network"] = pick.Number(0, 9) switch
            {
                0 => "",
                1 => "[]",
                2 => pick.One(Broken),
                3 or 4 => Json(pick),
                _ => CommaList(pick),
            };
        }

        return new OracleCase(Wrap(pick, new JsonObject { ["annotations"] = annotations }, [], pick.One("shop", "default")))
        {
            Policy = pick.Chance(70)
                ? EgressPolicy.Default
                : EgressPolicy.Default with { Pods = new PodSettings { AllowedNetworks = ["storage", "infra/storage"] } },
        };
    }

    private protected override IEnumerable<string> Violations(PlainPod pod, OracleCase @case)
    {
        var own = OracleCase.Text(@case.Object["metadata"]!["namespace"])!;
        var allowed = @case.Policy.Pods.AllowedNetworks
            .Select(entry => entry.Contains('/', StringComparison.Ordinal) ? entry : $"{own}/{entry}")
            .ToList();
        foreach (var annotation in new[] { "k8s.v1.cni.cncf.io/networks", "v1.multus-cni.io/default-network" })
        {
            if (pod.Annotation(annotation) is { Length: > 0 } value
                && (Broken.Contains(value) || Networks(value, own) is not { } networks || networks.Except(allowed).Any()))
            {
                yield return "/metadata/annotations/" + annotation.Replace("/", "~1", StringComparison.Ordinal);
            }
        }
    }

    /// <summary>The networks in full, or null. The broken JSON is known by heart, so what is left is well-formed.</summary>
    private static List<string>? Networks(string value, string own)
    {
        if (value[0] == '[')
        {
            return [.. JsonNode.Parse(value)!.AsArray()
                .Select(item => $"{Home(OracleCase.Text(item!["namespace"]), own)}/{item["name"]}")];
        }

        var networks = new List<string>();
        foreach (var item in value.Split(','))
        {
            var match = Item.Match(item);
            if (!match.Success)
            {
                return null;
            }

            networks.Add($"{Home(match.Groups["home"].Value.Trim(), own)}/{match.Groups["name"].Value.Trim()}");
        }

        return networks;
    }

    private static string Home(string? written, string own) => string.IsNullOrEmpty(written) ? own : written;

    private static string Json(Pick pick)
    {
        var list = new JsonArray();
        for (var count = pick.Number(1, 2); count > 0; count--)
        {
            var item = new JsonObject { ["name"] = pick.One("istio-cni", "istio-cni", "storage") };
            pick.Maybe(item, "namespace", "default", "shop", "infra", "");
            pick.Maybe(item, "interface", "eth1");
            if (pick.Chance(10))
            {
                item["namespace"] = null;
            }

            list.Add(item);
        }

        return list.ToJsonString().Replace(",", pick.One(",", ", "), StringComparison.Ordinal);
    }

    private static string CommaList(Pick pick)
    {
        string[] items =
        [
            "istio-cni", "default/istio-cni", "shop/istio-cni", "istio-cni@eth1", " istio-cni ", "default/istio-cni@eth1", "storage",
            "infra/storage", "Istio-cni", "", "a/default/istio-cni", "/istio-cni", "istio-cni@a@b", "istio-cni/", "@eth1",
            " default / istio-cni @ eth1 ",
        ];
        return string.Join(',', pick.Some(1, items).Append(pick.One(items.AsSpan(0, 8))));
    }
}
