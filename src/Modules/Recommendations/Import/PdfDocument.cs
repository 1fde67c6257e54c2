using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Inspection.Recommendations.Import;

/// <summary>PDF through poppler's pdftotext: another process, so a hostile file cannot harm this one.</summary>
internal static class PdfDocument
{
    private const int MaxPages = 1_000;
    private static readonly TimeSpan TimeOut = TimeSpan.FromSeconds(30);

    public static async Task<SourceDocument> Read(byte[] bytes, string fileName, CancellationToken cancel)
    {
        var text = await Extract(bytes, [], cancel);
        if (text.All(c => char.IsWhiteSpace(c) || char.IsControl(c)))
            throw new UnreadableDocumentException(
                "This PDF is a scan: it holds pictures of pages and no text. "
                    + "Use a version with text, or run it through text recognition (OCR) first."
            );
        if (TableHeads.AreIn(text))
            text = await Extract(bytes, ["-layout"], cancel);
        return TextDocument.Read(text, fileName, SourceFormat.Pdf);
    }

    private static async Task<string> Extract(byte[] bytes, string[] mode, CancellationToken cancel)
    {
        var file = Path.Combine(Path.GetTempPath(), $"import-{Guid.NewGuid():n}.pdf");
        try
        {
            await File.WriteAllBytesAsync(file, bytes, cancel);
            return await Run(file, mode, cancel);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<string> Run(string file, string[] mode, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(TimeOut);
        using var process = Start(file, mode);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            var text = await ReadAll(process.StandardOutput, limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0 ? text : throw Refusal(await errors);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new UnreadableDocumentException(
                "Reading the PDF took too long. Import only the pages with the findings."
            );
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static Process Start(string file, string[] mode)
    {
        var start = new ProcessStartInfo("pdftotext")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        string[] arguments = [.. mode, "-enc", "UTF-8", "-l", $"{MaxPages}", file, "-"];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new UnreadableDocumentException(
                "PDF cannot be read on this server because pdftotext is missing. "
                    + "Ask for the package poppler-utils to be installed, or import the document as Word, HTML or text.",
                e
            );
        }
    }

    private static async Task<string> ReadAll(StreamReader output, CancellationToken cancel)
    {
        var text = new StringBuilder();
        var buffer = new char[65536];
        for (int read; (read = await output.ReadAsync(buffer, cancel)) > 0; )
        {
            text.Append(buffer, 0, read);
            if (text.Length > DocumentBuilder.MaxText)
                throw new UnreadableDocumentException(
                    "The PDF holds too much text to be an inspection report. Import only the pages with the findings."
                );
        }
        return text.ToString();
    }

    private static UnreadableDocumentException Refusal(string errors) =>
        errors.Contains("password", StringComparison.OrdinalIgnoreCase)
            ? new("The PDF is locked with a password. Save a copy without the password and import the copy.")
            : new("The PDF is damaged and cannot be opened. Open it in a PDF reader, save a copy and import the copy.");
}
