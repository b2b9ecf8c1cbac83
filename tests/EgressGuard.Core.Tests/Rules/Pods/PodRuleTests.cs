using System.Collections.Frozen;
using System.Text;
using System.Text.Json.Nodes;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Rules;
using EgressGuard.Core.Tests.Fixtures;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Tests.Rules.Pods;

/// <summary>What holds for every rule about pods.</summary>
public sealed class PodRuleTests
{
    /// <summary>Something in every field that a rule reads, so that each of them can be taken away.</summary>
    private const string Full = """
        {"metadata":{"name":"web","namespace":"shop",
            "labels":{"security.istio.io/tlsMode":"disabled","sidecar.istio.io/inject":"False","istio.io/rev":"ghost","istio.io/dataplane-mode":"none"},
            "annotations":{"istio.io/reroute-virtual-interfaces":"eth1","sidecar.istio.io/nativeSidecar":"false",
                "k8s.v1.cni.cncf.io/networks":"storage","ambient.istio.io/dns-capture":"false",
                "sidecar.istio.io/inject":"false","sidecar.istio.io/status":"{\"containers\":[\"istio-proxy\"]}",
                "sidecar.istio.io/interceptionMode":"NONE","traffic.sidecar.istio.io/excludeInterfaces":"eth0",
                "traffic.sidecar.istio.io/excludeOutboundPorts":"443","traffic.sidecar.istio.io/excludeOutboundIPRanges":"::/0",
                "traffic.sidecar.istio.io/includeOutboundIPRanges":""}},
         "spec":{"shareProcessNamespace":true,"dnsPolicy":"None","dnsConfig":{"nameservers":["203.0.113.53"]},
            "hostAliases":[{"ip":"203.0.113.10","hostnames":["api.example.com"]}],"os":{"name":"windows"},
            "nodeSelector":{"kubernetes.io/os":"windows"},"runtimeClassName":"kata","serviceAccountName":"out","serviceAccount":"out",
            "hostNetwork":true,"hostPID":true,"hostIPC":true,
            "securityContext":{"runAsUser":1337,"runAsGroup":1337,"fsGroup":1337,"supplementalGroups":[1337]},
            "initContainers":[{"name":"istio-init","image":"x","command":["x"],"args":["istio-iptables"],
                "securityContext":{"privileged":true,"capabilities":{"add":["NET_ADMIN"],"drop":["NET_RAW"]}}},
                {"name":"setup","image":"auto"}],
            "containers":[{"name":"istio-proxy","image":"docker.io/istio/proxyv2:1","args":["proxy","sidecar"],
                "securityContext":{"runAsUser":5000,"runAsGroup":5001,"privileged":true,"capabilities":{"add":["ALL"],"drop":["ALL"]}}},
                {"name":"web","image":"web","securityContext":{"runAsUser":5000,"runAsGroup":5000}}],
            "ephemeralContainers":[{"name":"debugger","securityContext":{"privileged":true,"runAsUser":1337}}],
            "volumes":[{"name":"node","hostPath":{"path":"/"}}]}}
        """;

    private static readonly EgressPolicy Strict = EgressPolicy.Default with
    {
        Mesh = new MeshSettings { DataplaneModes = [DataplaneMode.Sidecar, DataplaneMode.Ambient] },
        Rules = new Dictionary<string, RuleAction> { ["EG317"] = RuleAction.Deny }.ToFrozenDictionary(),
        Pods = new PodSettings { RequiredDroppedCapabilities = ["ALL"], AllowedHostPaths = ["/var/log"] },
    };

    /// <summary>The pod's namespace as the home of an egress gateway, for the rules that judge such namespaces.</summary>
    private static readonly EgressPolicy AtTheGateway = Strict with
    {
        Mesh = new MeshSettings { EgressGateways = [new EgressGatewaySettings { Service = "out", Namespace = "shop" }] },
    };

    public static TheoryData<string> Rejected =>
    [
        .. from fixture in FixtureFiles.Cases(FixtureFiles.Rejects)
           where PodJudge.Rules.Any(rule => fixture.StartsWith(rule.Info.Id + "/", StringComparison.Ordinal))
               && RuleFixture.Load(FixtureFiles.Manifests(fixture)).Subject.Object is Pod
           select fixture,
    ];

    [Theory]
    [MemberData(nameof(Rejected))]
    public void In_a_template_every_finding_is_below_it(string fixture)
    {
        var rule = PodJudge.Rules.Single(candidate => fixture.StartsWith(candidate.Info.Id + "/", StringComparison.Ordinal));
        var (subject, mesh, policy) = RuleFixture.Load(FixtureFiles.Manifests(fixture));

        var inPod = PodJudge.JudgeAt("", rule, subject, mesh, policy);
        var inTemplate = PodJudge.JudgeAt("/spec/template", rule, subject, mesh, policy);

        Assert.Equal(inPod.Select(finding => finding with { Pointer = "/spec/template" + finding.Pointer }), inTemplate);
    }

    [Fact]
    public void Every_rule_has_something_to_say_about_the_full_pod() => Assert.Equal(
        PodJudge.Rules.Select(rule => rule.Info.Id), Judge(JsonNode.Parse(Full)!).Select(finding => finding.Rule).Distinct().Order(StringComparer.Ordinal));

    /// <summary>Every place of the full pod, once as null and once absent: a rule that stumbled would tell of itself.</summary>
    [Fact]
    public void Nothing_that_is_null_or_absent_makes_a_rule_stumble()
    {
        var places = PlacesIn(JsonNode.Parse(Full)!, []).ToList();

        foreach (var place in places)
        {
            Judge(Without(place, asNull: true));
            Judge(Without(place, asNull: false));
        }

        Assert.NotEmpty(places);
    }

    [Fact]
    public void Nulls_that_no_reader_lets_through_do_not_make_a_rule_stumble()
    {
        var container = new Container
        {
            SecurityContext = new SecurityContext { Privileged = true, Capabilities = new Capabilities { Add = [null!], Drop = [null!] } },
            Args = [null!, null!],
            Command = [null!],
        };
        var pod = new Pod
        {
            Metadata = new ObjectMeta
            {
                Labels = PodJudge.One("sidecar.istio.io/inject", null),
                Annotations = PodJudge.One("sidecar.istio.io/interceptionMode", null),
            },
            Spec = new PodSpec
            {
                InitContainers = [container],
                Containers = [container, container with { Name = "istio-proxy", Command = [] }],
                EphemeralContainers = [container],
                Volumes = [new Volume(), new Volume { HostPath = new HostPathSource() }],
            },
        };

        AssertNoRuleStumbles(RuleEngine.Evaluate([.. PodJudge.Rules], Subject.Of(pod, "shop"), MeshSnapshot.Empty, Strict).Findings);
    }

    private static List<Finding> Judge(JsonNode pod)
    {
        if (KubeObjectReader.Read(ObjectKind.Pod, Encoding.UTF8.GetBytes(pod.ToJsonString()), out _) is not { } read)
        {
            return [];
        }

        var findings = new[] { Strict, AtTheGateway }
            .SelectMany(policy => RuleEngine.Evaluate([.. PodJudge.Rules], Subject.Of(read, "shop"), MeshSnapshot.Empty, policy).Findings)
            .ToList();
        AssertNoRuleStumbles(findings);
        return findings;
    }

    private static void AssertNoRuleStumbles(IEnumerable<Finding> findings) =>
        Assert.DoesNotContain(findings, finding => finding.Message.StartsWith("The rule itself failed", StringComparison.Ordinal));

    private static IEnumerable<object[]> PlacesIn(JsonNode? node, object[] path)
    {
        IEnumerable<(object Step, JsonNode? Child)> children = node switch
        {
            JsonObject members => members.Select(member => ((object)member.Key, member.Value)),
            JsonArray items => items.Select((item, index) => ((object)index, item)),
            _ => [],
        };
        foreach (var (step, child) in children)
        {
            object[] place = [.. path, step];
            yield return place;
            foreach (var deeper in PlacesIn(child, place))
            {
                yield return deeper;
            }
        }
    }

    private static JsonNode Without(object[] place, bool asNull)
    {
        var pod = JsonNode.Parse(Full)!;
        var parent = place[..^1].Aggregate(pod, (node, step) => step is int index ? node[index]! : node[(string)step]!);
        switch (parent)
        {
            case JsonArray items when asNull:
                items[(int)place[^1]] = null;
                break;
            case JsonArray items:
                items.RemoveAt((int)place[^1]);
                break;
            case JsonObject members when asNull:
                members[(string)place[^1]] = null;
                break;
            default:
                ((JsonObject)parent).Remove((string)place[^1]);
                break;
        }

        return pod;
    }
}
