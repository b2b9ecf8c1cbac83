using System.Text.Json.Nodes;
using EgressGuard.Core.Policy;

namespace EgressGuard.Webhook.Tests.Deploy;

/// <summary>The webhook configurations neither leak nor lock out.</summary>
public sealed class WebhookConfigurationTests
{
    private static readonly JsonObject Mutating = Kustomization.Overlay("self-signed").The("MutatingWebhookConfiguration");
    private static readonly JsonObject Validating = Kustomization.Overlay("self-signed").The("ValidatingWebhookConfiguration");

    private static IEnumerable<JsonObject> Webhooks => [.. Mutating["webhooks"].Items(), .. Validating["webhooks"].Items()];

    [Fact]
    public void Every_version_of_a_kind_is_sent() => Assert.All(Webhooks, webhook =>
    {
        Assert.Equal("Equivalent", webhook["matchPolicy"]!.GetValue<string>());
        Assert.All(webhook["rules"].Items(), rule => Assert.Equal(["*"], rule["apiVersions"].Texts()));
    });

    [Fact]
    public void Nothing_has_side_effects_so_that_dry_runs_are_judged() => Assert.All(Webhooks, webhook =>
        Assert.Equal("None v1", $"{webhook["sideEffects"]} {Assert.Single(webhook["admissionReviewVersions"].Texts())}"));

    [Fact]
    public void Nobody_waits_longer_than_five_seconds_for_a_guard_that_is_down() =>
        Assert.All(Webhooks, webhook => Assert.InRange(webhook["timeoutSeconds"]!.GetValue<int>(), 1, 5));

    [Fact]
    public void Namespaces_are_left_out_by_their_names_alone_which_nobody_can_forge() => Assert.All(Webhooks, webhook =>
    {
        Assert.Null(webhook["objectSelector"]);
        var isOfCluster = webhook["name"]!.GetValue<string>() == "policy.validate.egressguard.io";
        Assert.Equal(isOfCluster, webhook["rules"].Items().All(rule => rule["apiGroups"].Texts().Contains("egressguard.io")));
        Assert.Equal(isOfCluster, webhook["namespaceSelector"] is null);
        if (webhook["namespaceSelector"] is { } selector)
        {
            var expression = Assert.Single(Assert.Single(selector.AsObject(), member => member.Key == "matchExpressions").Value.Items());
            Assert.Equal("kubernetes.io/metadata.name NotIn", $"{expression["key"]} {expression["operator"]}");
            Assert.Equal([Chart.Namespace, "kube-system"], expression["values"].Texts());
            Assert.Single(selector.AsObject());
        }
    });

    [Fact]
    public void Only_kinds_that_open_ways_out_and_the_policy_fail_closed()
    {
        string[] mayFail =
        [
            "networking.istio.io", "security.istio.io", "extensions.istio.io", "gateway.networking.k8s.io", "gateway.networking.x-k8s.io",
            "egressguard.io",
        ];

        Assert.All(Webhooks, webhook =>
        {
            var groups = webhook["rules"].Items().SelectMany(rule => rule["apiGroups"].Texts()).ToList();
            var mustOpen = groups.Exists(group => !mayFail.Contains(group)) || Mutating["webhooks"].Items().Contains(webhook);
            Assert.Equal(mustOpen ? "Ignore" : "Fail", webhook["failurePolicy"]!.GetValue<string>());
        });
    }

    [Fact]
    public void Istio_the_policy_pods_and_the_cluster_itself_are_apart_so_that_each_fails_as_its_owner_chooses() => Assert.Equal(
        ["istio", "policy", "pods", "cluster"],
        Validating["webhooks"].Items().Select(webhook => webhook["name"]!.GetValue<string>().Split('.')[0]));

    [Fact]
    public void Validation_is_sent_what_rules_judge_and_nothing_else() => Assert.Equal(
        string.Join('\n', JudgedRequests.All.Order(StringComparer.Ordinal)),
        string.Join('\n', JudgedRequests.Sent(Validating).Order(StringComparer.Ordinal)));

    [Fact]
    public void No_request_is_sent_to_two_validating_webhooks() =>
        Assert.Equal(JudgedRequests.Sent(Validating).Distinct(StringComparer.Ordinal).Count(), JudgedRequests.Sent(Validating).Count());

    [Fact]
    public void What_was_mutated_is_validated_in_its_final_form() =>
        Assert.Empty(JudgedRequests.Sent(Mutating).Except(JudgedRequests.Sent(Validating), StringComparer.Ordinal));

    [Fact]
    public void Mutation_is_sent_the_kinds_that_the_default_policy_labels() => Assert.All(
        EgressPolicy.Default.Labels.SelectMany(label => label.Kinds).Distinct().SelectMany(JudgedRequests.ResourcesOf),
        resource => Assert.Contains($"CREATE {resource}", JudgedRequests.Sent(Mutating)));

    [Theory]
    [InlineData("istio-sidecar-injector")]
    [InlineData("istio-sidecar-injector-canary")]
    [InlineData("istio-revision-tag-default")]
    [InlineData("istio-revision-tag-1-27-0")]
    public void Mutation_comes_before_injection_which_reads_its_label(string injector)
    {
        // The API server sorts configurations by name (apiserver pkg/admission/configuration).
        Assert.True(string.CompareOrdinal(Mutating.Name(), injector) < 0);
        Assert.All(Mutating["webhooks"].Items(), webhook => Assert.Equal("IfNeeded", webhook["reinvocationPolicy"]!.GetValue<string>()));
    }

    [Fact]
    public void Kubelets_are_not_asked_about_for_every_status_they_write() => Assert.All(
        Webhooks.Where(webhook => webhook["rules"].Items().Any(rule => rule["resources"].Texts().Contains("pods"))),
        webhook => Assert.Equal(
            "!(has(request.userInfo.groups) && 'system:nodes' in request.userInfo.groups)",
            Assert.Single(webhook["matchConditions"].Items())["expression"]!.GetValue<string>()));

    [Fact]
    public void The_API_server_is_led_to_the_port_of_the_Service()
    {
        var service = Kustomization.Overlay("self-signed").The("Service");
        var port = service["spec"]!["ports"].Items().Single(item => item["name"]!.GetValue<string>() == "https")["port"]!.GetValue<int>();

        Assert.All(Webhooks, webhook =>
        {
            var called = webhook["clientConfig"]!["service"]!;
            Assert.Equal($"{service.Name()} {Chart.Namespace} {port}", $"{called["name"]} {called["namespace"]} {called["port"]}");
        });
        Assert.All(Mutating["webhooks"].Items(), webhook => Assert.Equal("/mutate", PathOf(webhook)));
        Assert.All(Validating["webhooks"].Items(), webhook => Assert.Equal("/validate", PathOf(webhook)));
    }

    private static string PathOf(JsonObject webhook) => webhook["clientConfig"]!["service"]!["path"]!.GetValue<string>();
}
