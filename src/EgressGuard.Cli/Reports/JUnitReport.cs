using System.Globalization;
using System.Text;
using System.Xml;
using EgressGuard.Cli.Checking;
using EgressGuard.Core.Verdicts;

namespace EgressGuard.Cli.Reports;

/// <summary>
/// JUnit's XML, as Jenkins, GitLab and the test reporters of GitHub read it: a suite per source, a case per judged object. What would
/// be refused is a failure; what would only be warned about passes, with the warnings in the case's output.
/// </summary>
internal static class JUnitReport
{
    /// <summary>Writes the report as UTF-8 XML, indented, with a line feed at the end.</summary>
    public static void Write(CheckReport report, TextWriter output)
    {
        using var buffer = new MemoryStream();
        var settings = new XmlWriterSettings
        {
            Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            Indent = true,
            NewLineChars = "\n",
            NewLineHandling = NewLineHandling.Entitize,
        };
        using (var xml = XmlWriter.Create(buffer, settings))
        {
            xml.WriteStartElement("testsuites");
            xml.WriteAttributeString("name", $"egressguard {report.Command}");
            WriteCounts(xml, report.Objects);
            foreach (var suite in report.Objects.GroupBy(item => item.Source, StringComparer.Ordinal))
            {
                WriteSuite(xml, suite.Key, [.. suite]);
            }

            xml.WriteEndElement();
        }

        output.Write(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
        output.Write('\n');
    }

    private static void WriteSuite(XmlWriter xml, string source, IReadOnlyCollection<CheckedObject> items)
    {
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", XmlText.Of(source));
        WriteCounts(xml, items);
        foreach (var item in items)
        {
            WriteCase(xml, item);
        }

        xml.WriteEndElement();
    }

    private static void WriteCounts(XmlWriter xml, IReadOnlyCollection<CheckedObject> items)
    {
        xml.WriteAttributeString("tests", items.Count.ToString(CultureInfo.InvariantCulture));
        xml.WriteAttributeString("failures", items.Count(item => item.Gravest == RuleAction.Deny).ToString(CultureInfo.InvariantCulture));
        xml.WriteAttributeString("errors", "0");
        xml.WriteAttributeString("skipped", "0");
        xml.WriteAttributeString("time", "0");
    }

    private static void WriteCase(XmlWriter xml, CheckedObject item)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", XmlText.Of(item.Kind));
        xml.WriteAttributeString("name", XmlText.Of(item.Namespace.Length == 0 ? item.Name : $"{item.Namespace}/{item.Name}"));
        if (item.IsWritten)
        {
            xml.WriteAttributeString("file", XmlText.Of(item.Source));
        }

        xml.WriteAttributeString("time", "0");
        var isDenied = item.Gravest == RuleAction.Deny;
        if (isDenied)
        {
            var gravest = item.Findings.First(located => located.Finding.Action == RuleAction.Deny).Finding;
            xml.WriteStartElement("failure");
            xml.WriteAttributeString("message", XmlText.Of(Heading(gravest)));
            xml.WriteAttributeString("type", gravest.Rule);
            xml.WriteString(XmlText.Of(string.Join('\n', item.Findings.Select(located => Describe(item, located)))));
            xml.WriteEndElement();
        }

        var remarks = (isDenied ? [] : item.Findings.Select(located => Describe(item, located)))
            .Concat(item.NotEvaluated.Select(omission => $"{omission.Rule} was not evaluated: {omission.Missing}"))
            .ToList();
        if (remarks.Count > 0)
        {
            xml.WriteElementString("system-out", XmlText.Of(string.Join('\n', remarks)));
        }

        xml.WriteEndElement();
    }

    private static string Heading(Finding finding) => $"{finding.Rule} {finding.Name}: {finding.Message}";

    private static string Describe(CheckedObject item, LocatedFinding located)
    {
        var (finding, line, column) = located;
        var place = item.IsWritten
            ? string.Create(CultureInfo.InvariantCulture, $"{item.Source}:{line}:{column}: ")
            : finding.Pointer.Length == 0 ? "" : $"{finding.Pointer}: ";
        return $"{place}{ActionText.Of(finding.Action)}: {Heading(finding)}\n  Fix: {finding.Remedy}";
    }
}
