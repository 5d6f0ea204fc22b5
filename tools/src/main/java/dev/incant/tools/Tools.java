package dev.incant.tools;

import dev.incant.kernel.registry.ToolPack;
import dev.incant.kernel.tool.Tool;
import dev.incant.tools.data.CsvAnalyzer;
import dev.incant.tools.data.DataConverter;
import dev.incant.tools.data.DataValidation;
import dev.incant.tools.data.GraphBuilder;
import dev.incant.tools.data.JsonProcessor;
import dev.incant.tools.file.FileConverter;
import dev.incant.tools.file.FileOperations;
import dev.incant.tools.file.FileSearch;
import dev.incant.tools.file.FileWatcher;
import dev.incant.tools.math.Calculator;
import dev.incant.tools.math.Statistics;
import dev.incant.tools.net.ServiceChecker;
import dev.incant.tools.system.EnvironmentReader;
import dev.incant.tools.system.ProcessExecutor;
import dev.incant.tools.system.SystemMonitor;
import dev.incant.tools.text.Base64Encoder;
import dev.incant.tools.text.DiffCalculator;
import dev.incant.tools.text.HashCalculator;
import dev.incant.tools.text.TemplateEngine;
import dev.incant.tools.text.TextManipulator;
import dev.incant.tools.text.UuidGenerator;
import dev.incant.tools.time.DateTimeHandler;
import dev.incant.tools.web.ApiTester;
import dev.incant.tools.web.GraphqlQuery;
import dev.incant.tools.web.HtmlProcessor;
import dev.incant.tools.web.HttpRequest;
import dev.incant.tools.web.SitemapCrawler;
import dev.incant.tools.web.UrlAnalyzer;
import dev.incant.tools.web.WebScraper;
import dev.incant.tools.web.WebSearch;
import dev.incant.tools.web.WebhookCaller;
import dev.incant.tools.web.WebpageMonitor;
import dev.incant.tools.web.mail.EmailSender;
import java.util.List;

/// The pack of all light tools. Adding one is a line in [#NAMES] and one in [#make].
public final class Tools implements ToolPack {
    private static final List<String> NAMES = List.of(
            "api_tester",
            "base64_encoder",
            "calculator",
            "csv_analyzer",
            "data_converter",
            "data_validation",
            "date_time_handler",
            "diff_calculator",
            "email_sender",
            "environment_reader",
            "file_converter",
            "file_operations",
            "file_search",
            "file_watcher",
            "graph_builder",
            "graphql_query",
            "hash_calculator",
            "html_processor",
            "http_request",
            "json_processor",
            "process_executor",
            "service_checker",
            "sitemap_crawler",
            "statistics",
            "system_monitor",
            "template_engine",
            "text_manipulator",
            "url_analyzer",
            "uuid_generator",
            "web_scraper",
            "web_search",
            "webhook_caller",
            "webpage_monitor");

    @Override
    public List<String> names() {
        return NAMES;
    }

    @Override
    public Tool make(String name) {
        return switch (name) {
            case "api_tester" -> new ApiTester();
            case "base64_encoder" -> new Base64Encoder();
            case "calculator" -> new Calculator();
            case "csv_analyzer" -> new CsvAnalyzer();
            case "data_converter" -> new DataConverter();
            case "data_validation" -> new DataValidation();
            case "date_time_handler" -> new DateTimeHandler();
            case "diff_calculator" -> new DiffCalculator();
            case "email_sender" -> new EmailSender();
            case "environment_reader" -> new EnvironmentReader();
            case "file_converter" -> new FileConverter();
            case "file_operations" -> new FileOperations();
            case "file_search" -> new FileSearch();
            case "file_watcher" -> new FileWatcher();
            case "graph_builder" -> new GraphBuilder();
            case "graphql_query" -> new GraphqlQuery();
            case "hash_calculator" -> new HashCalculator();
            case "html_processor" -> new HtmlProcessor();
            case "http_request" -> new HttpRequest();
            case "json_processor" -> new JsonProcessor();
            case "process_executor" -> new ProcessExecutor();
            case "service_checker" -> new ServiceChecker();
            case "sitemap_crawler" -> new SitemapCrawler();
            case "statistics" -> new Statistics();
            case "system_monitor" -> new SystemMonitor();
            case "template_engine" -> new TemplateEngine();
            case "text_manipulator" -> new TextManipulator();
            case "url_analyzer" -> new UrlAnalyzer();
            case "uuid_generator" -> new UuidGenerator();
            case "web_scraper" -> new WebScraper();
            case "web_search" -> new WebSearch();
            case "webhook_caller" -> new WebhookCaller();
            case "webpage_monitor" -> new WebpageMonitor();
            default -> throw new IllegalArgumentException(name);
        };
    }
}
