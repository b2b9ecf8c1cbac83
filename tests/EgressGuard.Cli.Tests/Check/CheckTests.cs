using System.Text.Json;

namespace EgressGuard.Cli.Tests.Check;

public sealed class CheckTests
{
    [Theory]
    [InlineData(Manifests.CleanEntry, 0)]
    [InlineData(Manifests.PublicEntry, 1)]
    [InlineData(Manifests.ConfigMap, 0)]
    public void Exit_code_tells_whether_anything_is_denied(string manifest, int exitCode) =>
        Assert.Equal(exitCode, CommandLine.RunWith(manifest, "check", "-").ExitCode);

    [Theory]
    [InlineData("Deny", "deny", 1)]
    [InlineData("Warn", "deny", 0)]
    [InlineData("Warn", "warn", 1)]
    [InlineData("Audit", "deny", 0)]
    [InlineData("Audit", "warn", 0)]
    [InlineData("Off", "warn", 0)]
    public void Fails_on_the_level_asked_for_and_never_on_audit(string action, string failOn, int exitCode)
    {
        using var files = new TemporaryFiles();
        var policy = files.Write("policy.yaml", Manifests.Policy("EG102", action));

        var run = CommandLine.RunWith(Manifests.PublicEntry, "check", "-", "--policy", policy, "--fail-on", failOn);

        Assert.Equal((exitCode, ""), (run.ExitCode, run.Error));
    }

    [Theory]
    [InlineData("kind: Pod\nspec: [\n", "stdin:")]
    [InlineData("metadata: {name: x}\n", "stdin:1:1: the object has no kind")]
    [InlineData(Manifests.PublicEntry + "---\nfoo: *nothing\n", "stdin:10:")]
    public void Unreadable_input_gives_a_place_a_reason_and_no_verdict(string input, string error)
    {
        foreach (var format in (string[])["text", "json", "sarif", "junit", "github"])
        {
            var run = CommandLine.RunWith(input, "check", "-", "-o", format);

            Assert.Equal((2, ""), (run.ExitCode, run.Output));
            Assert.StartsWith("egressguard: " + error, run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_flood_of_brackets_and_an_alias_bomb_end_in_an_error()
    {
        var bomb = "kind: A\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + string.Concat(
            Enumerable.Range(1, 9).Select(i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n"));
        foreach (var input in (string[])[new string('[', 18 * 1024), bomb])
        {
            var run = CommandLine.RunWith(input, "check", "-");

            Assert.Equal((2, ""), (run.ExitCode, run.Output));
            Assert.StartsWith("egressguard: stdin:", run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_missing_file_is_told()
    {
        var run = CommandLine.Run("check", "nowhere.yaml");

        Assert.Equal((2, "", "egressguard: nowhere.yaml cannot be read: there is no such file\n"), (run.ExitCode, run.Output, run.Error));
    }

    [Theory]
    [InlineData("")]
    [InlineData("---\n# nothing\n")]
    public void Nothing_to_judge_is_clean_but_not_silent(string input)
    {
        var run = CommandLine.RunWith(input, "check", "-");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("0 objects judged: 0 allowed, 0 warned, 0 denied; 0 findings.\n", run.Output);
        Assert.Equal("egressguard: no object was found in the input\n", run.Error);
    }

    [Fact]
    public void Every_error_of_a_policy_is_told_and_nothing_is_judged()
    {
        using var files = new TemporaryFiles();
        var policy = files.Write(
            "policy.yaml", "apiVersion: egressguard.io/v1alpha1\nkind: EgressPolicy\nmetadata: {name: p}\nspec: {frob: 1, enforcement: Never}\n");

        var run = CommandLine.RunWith(Manifests.PublicEntry, "check", "-", "--policy", policy);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("/spec/frob", run.Error, StringComparison.Ordinal);
        Assert.Contains("/spec/enforcement", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Judges_as_admission_would_leave_it_so_a_label_that_mutation_adds_is_no_finding()
    {
        using var files = new TemporaryFiles();
        var space = files.Write("ns.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {istio-injection: enabled}}\n");

        using var json = Json(Manifests.CleanEntry, "--context", space);

        Assert.DoesNotContain("EG307", Rules(json));
    }

    /// <summary>Istio merges the ports of entries whose labels are equal: both are labelled, although their namespace comes last.</summary>
    [Fact]
    public void Neighbours_are_as_admission_would_leave_them_too()
    {
        static string Entry(string name, string port) => $$"""
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: {{name}}, namespace: shop}
            spec:
              hosts: [api.example.com]
              exportTo: [".", istio-system]
              resolution: NONE
              ports: [{{port}}]
            ---

            """;
        const string Space = "apiVersion: v1\nkind: Namespace\nmetadata: {name: NAME, labels: {istio-injection: enabled}}\n";
        using var files = new TemporaryFiles();
        var context = files.Write("mesh.yaml", Space.Replace("NAME", "payments", StringComparison.Ordinal));
        var input = Entry("a", "{number: 443, name: tls, protocol: TLS}") + Entry("b", "{number: 8443, name: tls-alt, protocol: TLS}")
            + Space.Replace("NAME", "shop", StringComparison.Ordinal);

        using var json = Json(input, "--context", context);

        Assert.Equal(2, Rules(json).Count(rule => rule == "EG103"));
    }

    [Theory]
    [InlineData("DNS", false)]
    [InlineData("NONE", true)]
    [InlineData("DYNAMIC_DNS", false)]
    public void Resolution_NONE_is_not_evaluated_for_entries_of_that_resolution_only(string resolution, bool isNotEvaluated)
    {
        using var json = Json(Manifests.CleanEntry.Replace("DNS", resolution, StringComparison.Ordinal));

        Assert.Equal(isNotEvaluated, NotEvaluated(json).Contains("EG103"));
        Assert.Equal(resolution == "DYNAMIC_DNS", NotEvaluated(json).Contains("EG111"));
    }

    [Fact]
    public void Namespace_of_objects_that_name_none_is_the_one_given()
    {
        using var json = Json(Manifests.HostNetworkPod, "--namespace", "till");
        Assert.Equal("till", json.RootElement.GetProperty("objects")[0].GetProperty("namespace").GetString());

        using var platform = Json(Manifests.HostNetworkPod, "--namespace", "kube-system");
        Assert.Equal("allow", platform.RootElement.GetProperty("objects")[0].GetProperty("verdict").GetString());
    }

    [Fact]
    public void Directories_are_read_in_order_and_below_only_when_asked()
    {
        using var files = new TemporaryFiles();
        files.Write("b.yaml", Manifests.CleanEntry);
        files.Write("a.yml", Manifests.ConfigMap);
        files.Write("notes.txt", "not: [a manifest");
        files.Write("below/c.yaml", Manifests.PublicEntry);

        Assert.Equal(0, CommandLine.Run("check", files.Root).ExitCode);
        var deep = CommandLine.Run("check", files.Root, "-R");
        Assert.Equal(1, deep.ExitCode);
        Assert.Contains("2 objects judged: 1 allowed, 0 warned, 1 denied; 1 finding. No rule judges 1 more object (1 ConfigMap).\n", deep.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Context_is_not_judged_and_is_the_mesh()
    {
        using var files = new TemporaryFiles();
        var context = files.Write("mesh.yaml", Manifests.PublicEntry);

        using var without = Json(Manifests.CleanEntry);
        using var with = Json(Manifests.CleanEntry, "--context", context);

        Assert.Equal(1, with.RootElement.GetProperty("summary").GetProperty("objects").GetInt32());
        Assert.Contains("EG901", NotEvaluated(without));
        Assert.DoesNotContain("EG901", NotEvaluated(with));
    }

    [Fact]
    public void Items_of_a_list_are_judged_each_at_its_line()
    {
        using var json = Json("apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata: {name: a}\n  spec: {hostPID: true}\n"
            + "- apiVersion: v1\n  kind: Pod\n  metadata: {name: b}\n  spec: {hostIPC: true}\n");

        Assert.Equal(["a 4 7:10", "b 8 11:10"], Places(json));
    }

    [Fact]
    public void A_template_is_judged_with_pointers_and_lines_into_it()
    {
        using var json = Json(Manifests.HostNetworkCronJob);
        var finding = json.RootElement.GetProperty("objects")[0].GetProperty("findings")[0];

        Assert.Equal("/spec/jobTemplate/spec/template/spec/hostNetwork", finding.GetProperty("pointer").GetString());
        Assert.Equal(["c 1 9:11"], Places(json));
    }

    [Theory]
    [InlineData("apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {containers: nope}\n", "EG001", "x 1 4:8")]
    [InlineData("apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {containers: []}\nkind: Pod\n", "EG002", "x 1 5:1")]
    [InlineData("apiVersion: v1\nkind: Pod\nmetadata: &m {name: x}\nspec:\n  hostname: a\n  <<: {hostname: b}\n  containers: []\n", "EG002", "x 1 5:3")]
    [InlineData("apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {containers: []}\n...\nkind: Secret\n", "EG002", "x 1 6:1")]
    public void What_cannot_be_read_or_says_two_things_is_denied_at_its_line(string manifest, string rule, string place)
    {
        using var json = Json(manifest);

        Assert.Equal(rule, json.RootElement.GetProperty("objects")[0].GetProperty("findings")[0].GetProperty("rule").GetString());
        Assert.Equal([place], Places(json));
        Assert.Equal(1, CommandLine.RunWith(manifest, "check", "-").ExitCode);
    }

    [Theory]
    [InlineData("{a: no}", "the value is not a string: 'no' without quotes is false for kubectl (YAML 1.1) and not for YAML 1.2; put it in quotes if it is text, or write false.")]
    [InlineData("{a: 017}", "the value is not a string: '017' without quotes is 15 for kubectl (YAML 1.1) and not for YAML 1.2; put it in quotes if it is text, or write 15.")]
    [InlineData("{a: false}", "the value is not a string.")]
    [InlineData("{b: no, a: 1}", "'no' without quotes")]
    public void A_word_that_kubectl_does_not_read_as_text_is_explained(string labels, string reason)
    {
        using var json = Json($"apiVersion: v1\nkind: Pod\nmetadata: {{name: x, labels: {labels}}}\nspec: {{containers: []}}\n");

        Assert.Contains(reason, json.RootElement.GetProperty("objects")[0].GetProperty("findings")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private static JsonDocument Json(string input, params string[] options) =>
        JsonDocument.Parse(CommandLine.RunWith(input, ["check", "-", "-o", "json", .. options]).Output);

    private static IEnumerable<string?> Rules(JsonDocument json) =>
        from item in json.RootElement.GetProperty("objects").EnumerateArray()
        from finding in item.GetProperty("findings").EnumerateArray()
        select finding.GetProperty("rule").GetString();

    private static IEnumerable<string?> NotEvaluated(JsonDocument json) =>
        json.RootElement.GetProperty("objects")[0].GetProperty("notEvaluated").EnumerateArray().Select(rule => rule.GetString());

    private static IEnumerable<string> Places(JsonDocument json) =>
        from item in json.RootElement.GetProperty("objects").EnumerateArray()
        from finding in item.GetProperty("findings").EnumerateArray()
        select $"{item.GetProperty("name")} {item.GetProperty("line")} {finding.GetProperty("line")}:{finding.GetProperty("column")}";

    [Fact]
    public void Objects_whose_names_are_to_be_generated_do_not_replace_each_other()
    {
        const string Route = """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {generateName: route-, namespace: shop}
            spec:
              hosts: [HOST]
              exportTo: ["."]
              tls:
              - match: [{sniHosts: [HOST]}]
                route: [{destination: {host: istio-egressgateway.istio-system.svc.cluster.local}}]
            ---

            """;
        const string Entry = """
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: open, namespace: shop}
            spec:
              hosts: [a.example.com]
              exportTo: ["."]
              ports: [{number: 443, name: tls, protocol: TLS}]
            """;
        var routes = string.Concat(new[] { "a.example.com", "b.example.com" }.Select(host => Route.Replace("HOST", host, StringComparison.Ordinal)));

        Assert.Equal(0, CommandLine.RunWith(routes + Entry, "check", "-").ExitCode);
    }
}
