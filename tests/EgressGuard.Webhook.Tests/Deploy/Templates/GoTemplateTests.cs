using System.Text.Json.Nodes;

namespace EgressGuard.Webhook.Tests.Deploy.Templates;

/// <summary>The renderer of the tests does what Helm does with what the chart uses, and fails on everything else.</summary>
public sealed class GoTemplateTests
{
    private static readonly JsonObject Context = new()
    {
        ["Values"] = new JsonObject
        {
            ["name"] = "shop",
            ["empty"] = "",
            ["off"] = false,
            ["ports"] = new JsonArray(443, 6443),
            ["labels"] = new JsonObject { ["team"] = "shop", ["on"] = "true" },
        },
    };

    [Theory]
    [InlineData("a: {{ .Values.name }}", "a: shop")]
    [InlineData("a: {{ .Values.empty | default .Values.name }}!", "a: shop!")]
    [InlineData("a\n{{- if .Values.off }}\nb\n{{- end }}\nc", "a\nc")]
    [InlineData("a\n{{- if eq .Values.name \"shop\" }}\nb\n{{- else }}\nd\n{{- end }}\nc", "a\nb\nc")]
    [InlineData("a\n{{- if ne .Values.name \"shop\" }}\nb\n{{- else }}\nd\n{{- end }}\nc", "a\nd\nc")]
    [InlineData("{{- range .Values.ports }}\n- {port: {{ . }}}\n{{- end }}", "\n- {port: 443}\n- {port: 6443}")]
    [InlineData("a:\n  {{- toYaml .Values.ports | nindent 2 }}\nb", "a:\n  - 443\n  - 6443\nb")]
    [InlineData("a:\n  {{- toYaml .Values.labels | nindent 2 }}", "a:\n  team: shop\n  \"on\": \"true\"")]
    [InlineData("{{ define \"x\" -}}\n[{{ .Values.name }}]\n{{- end -}}\n{{ include \"x\" . }}", "[shop]")]
    public void What_the_chart_uses_is_rendered_as_Helm_does(string template, string expected) =>
        Assert.Equal(expected, new GoTemplate().Render(template, Context));

    [Theory]
    [InlineData("{{ .Values.missing }}")]
    [InlineData("{{ .Values.labels }}")]
    [InlineData("{{ lookup \"v1\" \"Secret\" \"a\" \"b\" }}")]
    [InlineData("{{ with .Values.labels }}{{ end }}")]
    [InlineData("{{ $name := .Values.name }}")]
    [InlineData("{{ if .Values.off }}")]
    [InlineData("{{ include \"x\" . }}")]
    [InlineData("{{ toYaml .Values.empty }}")]
    [InlineData("{{ .Values.name | }}")]
    [InlineData("{{ .Values.name")]
    public void Everything_else_fails(string template) => Assert.ThrowsAny<Exception>(() => new GoTemplate().Render(template, Context));
}
