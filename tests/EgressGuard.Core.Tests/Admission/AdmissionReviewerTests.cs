using System.Text;
using EgressGuard.Core.Admission;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Policy;

namespace EgressGuard.Core.Tests.Admission;

public sealed class AdmissionReviewerTests
{
    private const string UnscopedEntry = """
        {"apiVersion":"networking.istio.io/v1","kind":"ServiceEntry",
         "metadata":{"name":"httpbin","namespace":"shop","labels":{"egressguard.io/gateway":"istio-egressgateway.istio-system"}},
         "spec":{"hosts":["httpbin.org"],"resolution":"DNS"}}
        """;

    private const string UnscopedMessage =
        "ServiceEntry shop/httpbin is refused:\n"
        + "EG102 service-entry-unscoped-export at /spec/exportTo: exportTo is absent, and the mesh default '*' shows this entry to every namespace. "
        + "Namespaces that have no route through the egress gateway would reach its hosts directly. "
        + "Fix: Set exportTo: [\".\", \"istio-system\"], so that only your namespace and the egress gateway see it.";

    [Fact]
    public void Allows_what_breaks_no_rule()
    {
        var answer = Validate(new ReviewBody { Object = ReviewBody.LabelledEntry });

        Assert.Equal("""{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","response":{"uid":"7a1c","allowed":true}}""", Written(answer));
    }

    [Fact]
    public void Refuses_with_the_rule_the_place_the_reason_and_the_fix()
    {
        var answer = Validate(new ReviewBody { Object = UnscopedEntry });

        Assert.Equal(
            """{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","response":{"uid":"7a1c","allowed":false,"""
            + "\"status\":{\"status\":\"Failure\",\"code\":403,\"reason\":\"Forbidden\",\"message\":" + Quoted(UnscopedMessage)
            + """},"auditAnnotations":{"denied":"EG102"}}}""",
            Written(answer));
    }

    [Fact]
    public void Tells_every_finding_a_line_each_in_the_order_of_the_rules()
    {
        var answer = Validate(new ReviewBody { Object = """{"apiVersion":"networking.istio.io/v1","kind":"ServiceEntry","metadata":{},"spec":{"hosts":["*.com"]}}""" });

        Assert.Equal(["EG102", "EG107", "EG307"], answer.Verdict.Findings.Select(finding => finding.Rule));
        Assert.Equal(4, answer.Message.Split('\n').Length);
    }

    [Fact]
    public void Warns_without_refusing_where_the_policy_says_so()
    {
        var policy = EgressPolicy.Default with { Enforcement = Enforcement.Warn };

        var answer = AdmissionReviewer.Review(
            AdmissionPhase.Validate, new ReviewBody { Object = UnscopedEntry }.ToBytes(), Basis.Of(MeshSnapshot.Empty, policy));

        Assert.True(answer.IsAllowed);
        var warning = Assert.Single(answer.Warnings);
        Assert.Equal(UnscopedMessage.Replace(" is refused:\n", ": ", StringComparison.Ordinal), warning);
        Assert.EndsWith(""","auditAnnotations":{"warned":"EG102"}}}""", Written(answer), StringComparison.Ordinal);
    }

    [Fact]
    public void Records_without_a_word_where_the_policy_only_audits()
    {
        var policy = EgressPolicy.Default with { Enforcement = Enforcement.Audit };

        var answer = AdmissionReviewer.Review(
            AdmissionPhase.Validate, new ReviewBody { Object = UnscopedEntry }.ToBytes(), Basis.Of(MeshSnapshot.Empty, policy));

        Assert.Equal(
            """{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","response":{"uid":"7a1c","allowed":true,"auditAnnotations":{"audited":"EG102"}}}""",
            Written(answer));
    }

    [Fact]
    public void Never_puts_a_control_character_into_a_warning_or_a_line()
    {
        var policy = EgressPolicy.Default with { Enforcement = Enforcement.Warn };
        var body = new ReviewBody
        {
            Object = UnscopedEntry
                .Replace("\"labels\":{", "\"labels\":{\"internal.istio.io/a\\nb\\u0007\":\"\",", StringComparison.Ordinal)
                .Replace("\"resolution\"", "\"exportTo\":[\"a\\nb\\u0007\"],\"resolution\"", StringComparison.Ordinal),
        };

        var warned = AdmissionReviewer.Review(AdmissionPhase.Validate, body.ToBytes(), Basis.Of(MeshSnapshot.Empty, policy));
        var refused = Validate(body);

        Assert.Equal(2, warned.Warnings.Length);
        Assert.Contains(@"exportTo item 'a\u000ab\u0007' is neither", warned.Warnings[0], StringComparison.Ordinal);
        Assert.Contains("/metadata/labels/internal.istio.io~1a b : ", warned.Warnings[1], StringComparison.Ordinal);
        Assert.Equal(3, refused.Message.Split('\n').Length);
    }

    [Theory]
    [InlineData("CREATE", "", false)]
    [InlineData("UPDATE", "", false)]
    [InlineData("DELETE", "", true)]
    [InlineData("CONNECT", "", true)]
    [InlineData("UPDATE", "status", true)]
    [InlineData("UPDATE", "scale", true)]
    public void Judges_operations_that_bring_an_object(string operation, string subResource, bool allowed)
    {
        var answer = Validate(new ReviewBody
        {
            Operation = operation,
            SubResource = subResource,
            Object = operation == "DELETE" ? "null" : UnscopedEntry,
            OldObject = operation == "DELETE" ? UnscopedEntry : "null",
        });

        Assert.Equal(allowed, answer.IsAllowed);
    }

    [Theory]
    [InlineData("apps", "ServiceEntry")]
    [InlineData("networking.istio.io", "serviceentry")]
    [InlineData("security.istio.io", "PeerAuthentication")]
    [InlineData("", "ServiceEntry")]
    public void Lets_kinds_through_that_are_not_its_own(string group, string kind) =>
        Assert.True(Validate(new ReviewBody { Group = group, Kind = kind, Object = UnscopedEntry }).IsAllowed);

    [Theory]
    [InlineData("system:serviceaccount:istio-system:istiod", true)]
    [InlineData("system:serviceaccount:istio-system:istiod-1-28", true)]
    [InlineData("system:serviceaccount:istio-system:istio-cni", true)]
    [InlineData("system:serviceaccount:shop:istiod", false)]
    [InlineData("system:serviceaccount:istio-system:default", false)]
    [InlineData("", false)]
    public void Exempts_the_mesh_own_users_by_their_authenticated_name(string username, bool allowed) =>
        Assert.Equal(allowed, Validate(new ReviewBody { Username = username, Object = UnscopedEntry }).IsAllowed);

    [Fact]
    public void Takes_the_namespace_from_the_request_not_from_the_object()
    {
        var claimed = UnscopedEntry.Replace("\"namespace\":\"shop\"", "\"namespace\":\"istio-system\"", StringComparison.Ordinal);

        Assert.False(Validate(new ReviewBody { Namespace = "shop", Object = claimed }).IsAllowed);
        Assert.True(Validate(new ReviewBody { Namespace = "istio-system", Object = UnscopedEntry }).IsAllowed);
    }

    /// <summary>Of more findings than are told nobody knows which are new: one path among a thousand that was there before is exchanged.</summary>
    [Theory]
    [InlineData(900, true)]
    [InlineData(1_001, false)]
    public void An_update_answers_for_all_findings_where_not_all_are_told(int paths, bool isAllowed)
    {
        var former = PodWithHostPaths(Enumerable.Range(0, paths));
        var body = new ReviewBody { Group = "", Kind = "Pod", Name = "web", Operation = "UPDATE", OldObject = former };

        Assert.Equal(isAllowed, Validate(body with { Object = former.Replace("\"web\"", "\"web\",\"labels\":{\"team\":\"a\"}", StringComparison.Ordinal) }).IsAllowed);

        static string PodWithHostPaths(IEnumerable<int> numbers)
        {
            var volumes = numbers.Select(number => $$"""{"name":"v{{number}}","hostPath":{"path":"/opt/{{number}}"} }""");
            return $$"""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web"},"spec":{"containers":[],"volumes":[{{string.Join(',', volumes)}}]} }""";
        }
    }

    [Fact]
    public void Lets_an_update_through_that_changes_nothing_a_rule_reads()
    {
        var touched = UnscopedEntry.Replace("\"name\":\"httpbin\"", "\"name\":\"httpbin\",\"finalizers\":[]", StringComparison.Ordinal);

        Assert.True(Validate(new ReviewBody { Operation = "UPDATE", Object = touched, OldObject = UnscopedEntry }).IsAllowed);
        Assert.Empty(Mutate(new ReviewBody { Operation = "UPDATE", Object = ReviewBody.ScopedEntry, OldObject = ReviewBody.ScopedEntry }).Patch);
    }

    [Theory]
    [InlineData("httpbin.org", "httpbin.com")]
    [InlineData("istio-egressgateway.istio-system", "other.istio-system")]
    public void Judges_an_update_that_changes_the_spec_or_a_label(string was, string now)
    {
        var changed = UnscopedEntry.Replace(was, now, StringComparison.Ordinal);

        Assert.False(Validate(new ReviewBody { Operation = "UPDATE", Object = changed, OldObject = UnscopedEntry }).IsAllowed);
    }

    [Theory]
    [InlineData("\"finalizers\":[\"a/b\"]", "\"finalizers\":[]", true)]
    [InlineData("httpbin.org", "evil.example", false)]
    [InlineData("istio-egressgateway.istio-system", "other", false)]
    public void Lets_finalizers_go_and_nothing_else_while_an_object_is_being_deleted(string was, string now, bool allowed)
    {
        var going = UnscopedEntry.Replace(
            "\"name\":\"httpbin\"",
            "\"name\":\"httpbin\",\"deletionTimestamp\":\"2026-01-01T00:00:00Z\",\"finalizers\":[\"a/b\"]",
            StringComparison.Ordinal);
        var changed = going.Replace(was, now, StringComparison.Ordinal);

        Assert.Equal(allowed, Validate(new ReviewBody { Operation = "UPDATE", Object = changed, OldObject = going }).IsAllowed);
    }

    [Fact]
    public void Lets_finalizers_go_even_from_an_object_that_cannot_be_read() => Assert.True(Validate(new ReviewBody
    {
        Operation = "UPDATE",
        Object = """{"kind":"ServiceEntry","metadata":{"finalizers":[]}}""",
        OldObject = """{"kind":"ServiceEntry","metadata":{"finalizers":["a/b"]}}""",
    }).IsAllowed);

    [Theory]
    [InlineData("""{"spec":{"hosts":["a"]},"spec":{}}""")]
    [InlineData("""{"spec":{},"metadata":{},"metadata":{}}""")]
    [InlineData("""{"spec":{},"metadata":{"labels":{},"labels":{}}}""")]
    [InlineData("[]")]
    public void Never_takes_an_update_for_unchanged_when_its_parts_are_not_certain(string body) =>
        Assert.False(Validate(new ReviewBody { Operation = "UPDATE", Object = body, OldObject = body }).IsAllowed);

    [Theory]
    [InlineData("status", false)]
    [InlineData("scale", true)]
    public void Judges_the_labels_of_a_pod_that_come_through_its_status(string subResource, bool allowed)
    {
        const string Labelled = """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","labels":{"egressguard.io/egress":"gateway"}},"spec":{}}""";
        var review = new ReviewBody
        {
            Group = "",
            Kind = "Pod",
            Operation = "UPDATE",
            SubResource = subResource,
            OldObject = Labelled,
            Object = Labelled.Replace("\"egressguard.io/egress\":\"gateway\"", "", StringComparison.Ordinal),
        };

        Assert.Equal(allowed, Validate(review).IsAllowed);
    }

    [Fact]
    public void Lets_a_pod_be_relabelled_whatever_it_brought_from_before()
    {
        const string Former = """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","labels":{"egressguard.io/egress":"gateway"}},"spec":{"hostNetwork":true}}""";
        var relabelled = Former.Replace("{\"egressguard", "{\"a\":\"b\",\"egressguard", StringComparison.Ordinal);
        var worse = relabelled.Replace("\"hostNetwork\":true", "\"hostNetwork\":true,\"hostPID\":true", StringComparison.Ordinal);
        var review = new ReviewBody { Group = "", Kind = "Pod", Operation = "UPDATE", OldObject = Former, Object = relabelled };

        Assert.True(Validate(review).IsAllowed);
        Assert.Equal(["/spec/hostPID"], Validate(review with { Object = worse }).Verdict.Findings.Select(finding => finding.Pointer));
    }

    [Fact]
    public void Judges_an_update_in_full_when_the_old_object_cannot_be_read() =>
        Assert.False(Validate(new ReviewBody { Operation = "UPDATE", Object = UnscopedEntry, OldObject = """{"spec":7}""" }).IsAllowed);

    [Fact]
    public void Refuses_when_no_time_is_left()
    {
        var answer = AdmissionReviewer.Review(
            AdmissionPhase.Validate, new ReviewBody().ToBytes(), Basis.Of(MeshSnapshot.Empty, EgressPolicy.Default), new CancellationToken(canceled: true));

        Assert.Equal((false, RefusalCode.Timeout), (answer.IsAllowed, answer.Code));
        Assert.Equal("EgressGuard had no time left to judge this request. Try again.", answer.Message);
    }

    [Fact]
    public void Gives_the_same_bytes_for_the_same_review()
    {
        var body = new ReviewBody { Object = UnscopedEntry };

        Assert.Equal(Written(Validate(body)), Written(Validate(body)));
    }

    private static AdmissionAnswer Validate(ReviewBody body) =>
        AdmissionReviewer.Review(AdmissionPhase.Validate, body.ToBytes(), Basis.Of(MeshSnapshot.Empty, EgressPolicy.Default));

    private static AdmissionAnswer Mutate(ReviewBody body) =>
        AdmissionReviewer.Review(AdmissionPhase.Mutate, body.ToBytes(), Basis.Of(MeshSnapshot.Empty, EgressPolicy.Default));

    private static string Written(AdmissionAnswer answer)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        answer.WriteTo(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static string Quoted(string text) =>
        "\"" + text.Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal) + "\"";
}
