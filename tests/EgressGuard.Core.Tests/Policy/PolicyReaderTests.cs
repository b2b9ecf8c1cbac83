using EgressGuard.Core.Mesh;
using EgressGuard.Core.Model;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Core.Tests.Policy;

public sealed class PolicyReaderTests
{
    [Fact]
    public void Reads_the_example_of_the_design()
    {
        var result = Document.Read(Document.DesignExample);

        Assert.Empty(result.Errors);
        Assert.True(result.IsValid);
        var policy = result.Policy;
        Assert.Equal("default", policy.Name);
        Assert.Equal(PolicyShape.Of(new MeshSettings()), PolicyShape.Of(policy.Mesh));
        Assert.Equal(Enforcement.Enforce, policy.Enforcement);
        Assert.Equal([KeyValuePair.Create("EG901", RuleAction.Deny)], policy.Rules);
        var permission = Assert.Single(policy.Hosts);
        Assert.Equal(["payments"], permission.Namespaces);
        Assert.Equal(["api.stripe.com", "*.adyen.com"], permission.Allow);
        Assert.Equal(
            PolicyShape.Of<LabelRequirement[]>(
            [
                new() { Kinds = [ObjectKind.Pod], Key = "egressguard.io/egress", Value = "gateway" },
                new() { Kinds = [ObjectKind.ServiceEntry, ObjectKind.VirtualService], Key = "egressguard.io/owner", FromNamespaceLabel = "team" },
            ]),
            PolicyShape.Of(policy.Labels));
        Assert.Equal(["istio-system", "kube-system"], policy.PlatformNamespaces);
        Assert.Equal(EgressPolicy.Default.PlatformUsers, policy.PlatformUsers);
        Assert.Equal(PolicyShape.Of(new ServiceEntrySettings()), PolicyShape.Of(policy.ServiceEntries));
        Assert.Equal(PolicyShape.Of(new PodSettings()), PolicyShape.Of(policy.Pods));
    }

    [Fact]
    public void Reads_every_field()
    {
        var result = Document.Read(Document.Full);

        Assert.Empty(result.Errors);
        var expected = new EgressPolicy
        {
            Name = "full",
            Mesh = new MeshSettings
            {
                ClusterDomain = "corp.example",
                RootNamespace = "mesh-root",
                OutboundTrafficPolicy = OutboundTrafficPolicy.AllowAny,
                DefaultExportTo = [".", "gateways"],
                Revisions = ["1-30", "canary"],
                EgressGateways =
                [
                    new()
                    {
                        Service = "egress-a",
                        Namespace = "gateways",
                        Selector = LabelSelector.NoLabels.Add("istio", "egress-a").Add("zone", "a"),
                    },
                    new() { Service = "egress-b", Namespace = "gateways-b", Selector = LabelSelector.NoLabels.Add("istio", "egress-b") },
                ],
                ProxyImages = ["registry.example:5000/istio/proxyv2", "mirror.example/*/proxyv2"],
                DataplaneModes = [DataplaneMode.Sidecar, DataplaneMode.Ambient],
                NativeSidecars = false,
                ClusterRanges = [IPRange.Parse("10.96.0.0/12")],
            },
            Enforcement = Enforcement.Audit,
            Rules = result.Policy!.Rules,
            Hosts = [new(["payments", "shop"], ["api.stripe.com", "*.adyen.com"]), new(["batch"], [])],
            Labels =
            [
                new()
                {
                    Kinds = [ObjectKind.Pod],
                    Key = "sidecar.istio.io/inject",
                    Value = "true",
                    NamespaceSelector = new()
                    {
                        MatchLabels = LabelSelector.NoLabels.Add("istio-injection", "enabled"),
                        MatchExpressions =
                        [
                            new("tier", LabelOperator.In, ["a", "b"]),
                            new("tier", LabelOperator.NotIn, ["c"]),
                            new("team", LabelOperator.Exists, []),
                            new("legacy", LabelOperator.DoesNotExist, []),
                        ],
                    },
                },
                new() { Kinds = [ObjectKind.VirtualService], Key = "owner", FromNamespaceLabel = "example.com/team" },
            ],
            PlatformNamespaces = ["mesh-root", "kube-system", "monitoring"],
            PlatformUsers = ["system:serviceaccount:mesh-root:istiod-*"],
            ServiceEntries = new()
            {
                MinimumIPv4Prefix = 28,
                MinimumIPv6Prefix = 96,
                ProtectedRanges = [IPRange.Parse("10.96.0.0/12"), IPRange.Parse("169.254.169.254/32"), IPRange.Parse("fd00:ec2::254/128")],
                MinimumWildcardLabels = 3,
                AllowedEndpointRanges = [],
            },
            Pods = new()
            {
                AllowedExcludedIPRanges = ["10.1.2.3/32"],
                AllowedExcludedPorts = [53, 8126],
                AllowedHostPaths = ["/var/log"],
                RequiredDroppedCapabilities = ["ALL"],
                AllowedProxyConfigKeys = ["concurrency"],
                AllowedProxyMetadata = ["ISTIO_META_NETWORK"],
                AllowedInjectionTemplates = ["sidecar", "custom"],
                AllowedNetworks = ["kube-system/storage"],
                AllowedRuntimeClasses = ["runc"],
            },
            Gateways = new() { AllowedNamespaces = ["edge"], AllowedWaypoints = ["edge/waypoint"] },
            Namespaces = new() { OutsideMesh = ["legacy-*"], DiscoveryLabels = LabelSelector.NoLabels.Add("istio-discovery", "enabled") },
            NetworkPolicies = new()
            {
                MinimumIPv4Prefix = 30,
                MinimumIPv6Prefix = 120,
                ProtectedLabels = LabelSelector.NoLabels.Add("owner", "platform"),
            },
            Exemptions = new() { MaxLifetime = TimeSpan.FromHours(36) },
        };
        Assert.Equal(PolicyShape.Of(expected), PolicyShape.Of(result.Policy));
        Assert.Equal(
            [("EG101", RuleAction.Warn), ("EG202", RuleAction.Audit), ("EG305", RuleAction.Off), ("EG901", RuleAction.Deny)],
            result.Policy.Rules.Select(rule => (rule.Key, rule.Value)).Order());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{'mesh':null,'enforcement':null,'rules':null,'hosts':null,'labels':null,'platformNamespaces':null}")]
    [InlineData("{'platformUsers':null,'serviceEntries':null,'pods':null}")]
    [InlineData("{'mesh':{},'rules':{},'serviceEntries':{},'pods':{}}")]
    [InlineData("{'mesh':{'egressGateways':[{}],'defaultExportTo':[],'revisions':null,'proxyImages':null},'rules':{'EG101':null}}")]
    [InlineData("{'mesh':{'egressGateways':[{'service':null,'namespace':null,'selector':null}]},'serviceEntries':{'protectedRanges':null}}")]
    public void Reads_what_is_absent_or_null_as_the_default(string spec) =>
        Assert.Equal(PolicyShape.Of(EgressPolicy.Default), PolicyShape.Of(Document.PolicyOf(spec)));

    [Fact]
    public void Reads_a_document_without_metadata_and_spec_as_the_default() => Assert.Equal(
        PolicyShape.Of(EgressPolicy.Default),
        PolicyShape.Of(Document.Read("""{"apiVersion":"egressguard.io/v1alpha1","kind":"EgressPolicy"}""").Policy));

    [Fact]
    public void Reads_defaults_that_follow_the_root_namespace()
    {
        var policy = Document.PolicyOf("{'mesh':{'rootNamespace':'mesh-root'}}");

        Assert.Equal(["mesh-root", "kube-system"], policy.PlatformNamespaces);
        Assert.Equal(
            [
                "system:serviceaccount:mesh-root:istiod*",
                "system:serviceaccount:mesh-root:istio-cni",
                "system:serviceaccount:mesh-root:ztunnel",
                "system:serviceaccount:kube-system:istio-cni",
                "system:serviceaccount:kube-system:ztunnel",
                "system:serviceaccount:kube-system:endpoint-controller",
                "system:serviceaccount:kube-system:endpointslice-controller",
                "system:serviceaccount:kube-system:endpointslicemirroring-controller",
                "system:apiserver",
                "system:serviceaccount:kube-system:namespace-controller",
            ],
            policy.PlatformUsers);
    }

    [Fact]
    public void Reads_a_root_namespace_that_is_kube_system_as_one_platform_namespace() =>
        Assert.Equal(["kube-system"], Document.PolicyOf("{'mesh':{'rootNamespace':'kube-system'}}").PlatformNamespaces);

    [Fact]
    public void Reads_default_labels_that_name_the_first_gateway()
    {
        var policy = Document.PolicyOf("{'mesh':{'egressGateways':[{'service':'out','namespace':'edge'},{'service':'other'}]}}");

        Assert.Equal(
            [("egressguard.io/egress", "gateway"), ("sidecar.istio.io/inject", "true"), ("egressguard.io/gateway", "out.edge")],
            policy.Labels.Select(label => (label.Key, label.Value)));
        Assert.Equal("istio=egressgateway", string.Join(',', policy.Mesh.EgressGateways[0].Selector.Select(label => $"{label.Key}={label.Value}")));
    }

    [Fact]
    public void Reads_empty_lists_as_nothing()
    {
        var policy = Document.PolicyOf(
            "{'mesh':{'proxyImages':[]},'labels':[],'platformNamespaces':[],'platformUsers':[],'serviceEntries':{'protectedRanges':[]}}");

        Assert.Empty(policy.Mesh.ProxyImages);
        Assert.Empty(policy.Labels);
        Assert.Empty(policy.PlatformNamespaces);
        Assert.Empty(policy.PlatformUsers);
        Assert.Empty(policy.ServiceEntries.ProtectedRanges);
    }

    [Theory]
    [InlineData("'~'", "~")]
    [InlineData("'.'", ".")]
    [InlineData("'*'", "*")]
    [InlineData("'.','a','b-1'", ". a b-1")]
    public void Reads_what_exportTo_can_be(string written, string expected) =>
        Assert.Equal(expected, string.Join(' ', Document.PolicyOf($"{{'mesh':{{'defaultExportTo':[{written}]}}}}").Mesh.DefaultExportTo));

    [Fact]
    public void Reads_every_rule_id_of_the_design()
    {
        string[] ids =
        [
            "EG101", "EG102", "EG103", "EG104", "EG105", "EG106", "EG107", "EG108", "EG201", "EG202", "EG203", "EG204", "EG205", "EG206",
            "EG301", "EG302", "EG303", "EG304", "EG305", "EG306", "EG307", "EG308", "EG901",
        ];

        var policy = Document.PolicyOf($"{{'rules':{{{string.Join(',', ids.Select(id => $"'{id}':{{'action':'Warn'}}"))}}}}}");

        Assert.Equal(ids, policy.Rules.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("'namespaceSelector':{'matchLabels':{'a':'1'}}", "'namespaceSelector':{'matchLabels':{'a':'2'}}")]
    [InlineData("'namespaceSelector':{'matchLabels':{'a':'1'}}", "'namespaceSelector':null")]
    [InlineData(
        "'namespaceSelector':{'matchExpressions':[{'key':'a','operator':'Exists'}]}",
        "'namespaceSelector':{'matchExpressions':[{'key':'a','operator':'DoesNotExist'}]}")]
    public void Reads_one_key_twice_where_the_namespaces_differ(string one, string other) => Assert.Equal(
        2,
        Document.PolicyOf($"{{'labels':[{{'kinds':['Pod'],'key':'k','value':'1',{one}}},{{'kinds':['Pod'],'key':'k','value':'2',{other}}}]}}").Labels.Length);

    [Fact]
    public void Reads_one_key_for_different_kinds() => Assert.Equal(
        2,
        Document.PolicyOf("{'labels':[{'kinds':['Pod'],'key':'k','value':'1'},{'kinds':['ServiceEntry'],'key':'k','value':''}]}").Labels.Length);

    [Fact]
    public void Rejects_what_is_not_JSON()
    {
        foreach (var json in (string[])["", "{", "{} {}", "apiVersion: v1", "{\"a\":1,}", "// c\n{}", "\uFEFF{}", new string('[', 65) + new string(']', 65)])
        {
            var error = Assert.Single(Document.Read(json).Errors);

            Assert.Equal("", error.Pointer);
            Assert.StartsWith("this is not valid JSON: line 1: ", error.Problem, StringComparison.Ordinal);
            Assert.DoesNotContain("LineNumber", error.Problem, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("null", ": the document is null; write an object with apiVersion: egressguard.io/v1alpha1 and kind: EgressPolicy")]
    [InlineData("[]", ": this must be an object, but it is a list")]
    [InlineData("\"x\"", ": this must be an object, but it is a string")]
    [InlineData("5", ": this must be an object, but it is a number")]
    [InlineData("true", ": this must be an object, but it is true or false")]
    public void Rejects_a_document_that_is_no_object(string json, string expected) => Assert.Equal([expected], Document.Read(json).Lines());

    [Fact]
    public void Rejects_another_kind_of_document() => Assert.Equal(
        [
            "/apiVersion: 'v1' is not what this reader knows; write egressguard.io/v1alpha1",
            "/kind: this field is missing; write EgressPolicy",
        ],
        Document.Read("""{"apiVersion":"v1"}""").Lines());

    [Fact]
    public void Rejects_a_name_that_is_no_name() => Assert.Equal(
        [
            "/metadata/name: 'two\\u000alines' is not a DNS name; write lower-case letters, digits, '-' and '.', "
            + "with a letter or digit around each dot, at most 253 characters",
        ],
        Document.Read("""{"apiVersion":"egressguard.io/v1alpha1","kind":"EgressPolicy","metadata":{"name":"two\nlines","x":1}}""").Lines());

    [Fact]
    public void Reads_a_name_as_long_as_Kubernetes_allows()
    {
        var name = new string('a', 200);

        Assert.Equal(name, Document.Read(Document.DesignExample.Replace("default\"}", $"{name}\"}}", StringComparison.Ordinal)).Policy?.Name);
    }

    [Fact]
    public void Rejects_members_that_occur_twice_wherever_they_stand() => Assert.Equal(
        [
            "/metadata/labels/a: 'a' occurs twice, and readers would disagree about which one counts; keep one",
            "/spec/hosts/0/allow: 'allow' occurs twice, and readers would disagree about which one counts; keep one",
            "/spec/mesh: 'mesh' occurs twice, and readers would disagree about which one counts; keep one",
        ],
        Document.Read("""{"metadata":{"labels":{"a":1,"\u0061":2}},"spec":{"mesh":{},"hosts":[{"allow":[],"allow":[]}],"mesh":{}}}""").Lines());

    [Fact]
    public void Rejects_strings_that_are_not_text()
    {
        byte[] notUtf8 = [.. "{\"spec\":{\"enforcement\":\""u8, 0xff, .. "\"}}"u8];
        const string Text = "this string is not text: it holds bytes that are not UTF-8 or half of a surrogate pair";

        Assert.Equal([$"/spec/enforcement: {Text}"], PolicyReader.Read(notUtf8).Lines());
        Assert.Equal([$"/a/1: {Text}"], Document.Read("""{"a":["ok","\ud800"]}""").Lines());
        Assert.Equal(
            ["/a: the name of a field is not text: it holds bytes that are not UTF-8 or half of a surrogate pair"],
            Document.Read("""{"a":{"\udc00":1}}""").Lines());
    }

    [Fact]
    public void Rejects_nothing_because_of_white_space_and_order() => Assert.Empty(
        Document.Read("\n\t{ \"kind\" : \"EgressPolicy\" ,\r\n \"status\":null, \"apiVersion\":\"egressguard.io/v1alpha1\" } \n").Errors);
}
